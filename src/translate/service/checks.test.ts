import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "../../api/kinds/service.ts";
import { checkAgainstTaskDefinition, checkService } from "./checks.ts";
import { launchType } from "./launch-type.ts";

const web: ServiceSpec = { taskDefinition: "web", desiredCount: 1 };
const messages = (spec: ServiceSpec, name = "web") =>
  checkService(spec, name, launchType(spec)).map(({ message }) => message.replace("InvalidParameterException: ", ""));

describe("a service's request", () => {
  test("with a task definition and a desired count is accepted", () => {
    expect(messages(web)).toEqual([]);
    expect(messages({ ...web, desiredCount: 0 })).toEqual([]);
    expect(messages({ taskDefinition: "agent", schedulingStrategy: "DAEMON" })).toEqual([]);
  });

  test.each<[string, ServiceSpec, string]>([
    ["no task definition", { desiredCount: 1 }, "TaskDefinition can not be blank."],
    [
      "no desired count",
      { taskDefinition: "web" },
      "A desired count is required for the REPLICA scheduling strategy. Set desiredCount.",
    ],
    ["a negative desired count", { ...web, desiredCount: -1 }, "desiredCount cannot be negative."],
    [
      "a DAEMON with a desired count",
      { ...web, schedulingStrategy: "DAEMON" },
      "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again.",
    ],
    [
      "a DAEMON on Fargate",
      { taskDefinition: "web", schedulingStrategy: "DAEMON", launchType: "FARGATE" },
      "The daemon scheduling strategy is not supported for the FARGATE launch type.",
    ],
    [
      "a launch type and a strategy",
      { ...web, launchType: "EC2", capacityProviderStrategy: [{ capacityProvider: "FARGATE" }] },
      "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
    ],
    [
      "a launch type that Berth has not",
      { ...web, launchType: "MANAGED_INSTANCES" },
      "Berth has no launch type MANAGED_INSTANCES; use EC2, EXTERNAL or FARGATE.",
    ],
    [
      "a deployment controller that Berth has not",
      { ...web, deploymentController: { type: "EXTERNAL" } },
      "Berth has no deployment controller EXTERNAL; leave it out, or use ECS.",
    ],
  ])("with %s is refused", (_name, spec, text) => {
    expect(messages(spec)).toEqual([text]);
  });

  test("with an illegal name is refused", () => {
    expect(messages(web, "no good")).toHaveLength(1);
  });
});

describe("a service's request and its task definition", () => {
  const definition = {
    compatibilities: ["EC2"],
    containerDefinitions: [{ name: "nginx", portMappings: [{ containerPort: 80 }] }],
  };
  const against = (spec: ServiceSpec) =>
    checkAgainstTaskDefinition(spec, launchType(spec), definition).map(({ message }) => message);

  test("agree where the load balancer names a mapped port", () => {
    expect(against({ ...web, loadBalancers: [{ containerName: "nginx", containerPort: 80 }] })).toEqual([]);
  });

  test.each<[string, ServiceSpec, string]>([
    [
      "an unknown container",
      { loadBalancers: [{ containerName: "app", containerPort: 80 }] },
      "The container app does not exist in the task definition.",
    ],
    [
      "an unmapped port",
      { loadBalancers: [{ containerName: "nginx", containerPort: 81 }] },
      "The container nginx did not have a container port 81 defined.",
    ],
    [
      "a launch type it was not made for",
      { launchType: "FARGATE" },
      "Task definition does not support launch_type FARGATE.",
    ],
  ])("disagree about %s", (_name, spec, text) => {
    expect(against({ ...web, ...spec })).toEqual([`InvalidParameterException: ${text}`]);
  });
});
