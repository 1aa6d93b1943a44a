import type { ClusterSpec } from "../../src/api/kinds/cluster.ts";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import type { TaskSpec } from "../../src/api/kinds/task.ts";
import type { TaskDefinitionSpec } from "../../src/api/kinds/task-definition.ts";
import { withoutNulls } from "../../src/api/nulls.ts";
import { checkRegistration } from "../../src/translate/registration.ts";
import { checkCluster, checkService } from "../../src/translate/service/checks.ts";
import { launchType } from "../../src/translate/service/launch-type.ts";
import { checkTask } from "../../src/translate/task/checks.ts";

type Spec = Readonly<Record<string, unknown>>;

/** What the operator says to the spec of an object named `app`, by kind; with the exception in front. */
export const operatorSays: Readonly<Record<string, (spec: Spec) => string[]>> = {
  Cluster(spec) {
    const given: ClusterSpec = withoutNulls(spec).value;
    return checkCluster(given.clusterName ?? "app").map(({ message }) => message);
  },
  TaskDefinition(spec) {
    const given: TaskDefinitionSpec = { containerDefinitions: [], ...withoutNulls(spec).value };
    return checkRegistration(given, given.family ?? "app").map(({ message }) => `ClientException: ${message}`);
  },
  Service(spec) {
    const given: ServiceSpec = { ...withoutNulls(spec).value };
    return checkService(given, given.serviceName ?? "app", launchType(given)).map(({ message }) => message);
  },
  Task(spec) {
    const given: TaskSpec = { taskDefinition: "", ...withoutNulls(spec).value };
    return checkTask(given).map(({ message }) => message);
  },
};
