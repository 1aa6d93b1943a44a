import { getObject } from "../support/cluster.ts";
import { heading, tell } from "../support/terminal.ts";
import { CLUSTER_LABEL, NAMESPACE, TOOL_IMAGE } from "./prepare.ts";
import { applyText, header, messageOf, on, ready, SERVICE, type Story, tasksOf } from "./words.ts";

const NODES = `kubectl get nodes -L ${CLUSTER_LABEL}`;

/** One task on each container instance. */
export async function runDaemon({ session }: Story): Promise<void> {
  heading("One task on each instance: a DAEMON service");
  tell(
    "On ECS: aws ecs create-service --scheduling-strategy DAEMON, as for agents. A Node that gets the cluster's label " +
      "gets a task.",
  );
  const definition = [
    header("TaskDefinition", "agent"),
    "spec:",
    "  containerDefinitions:",
    "  - name: agent",
    `    image: ${TOOL_IMAGE}`,
    "    cpu: 10",
    "    memory: 16",
    '    command: [sh, -c, "while true; do echo watching; sleep 10; done"]',
    "    stopTimeout: 2",
  ];
  const service = [
    header("Service", "agent"),
    "spec:",
    "  taskDefinition: agent",
    "  schedulingStrategy: DAEMON",
    "  kubernetes: {healthyAfterSeconds: 3} # it has no health check: 40 without this line, as on ECS",
  ];
  await session.show(applyText([...definition, "---", ...service].join("\n")));
  await session.show(ready("ecsservice/agent"));
  await session.show(tasksOf("agent"));
}

/** A service outside the container instances, where the definition allows it. */
export async function runOnFargate({ session, definition }: Story): Promise<void> {
  heading("Without instances: a Fargate service");
  if (definition.launchType === "FARGATE") {
    tell(
      `Your task definition is for Fargate, so the service ${SERVICE} is such a service already: each task gets exactly ` +
        "the cpu and memory of the task size, and runs on a Node that is no container instance.",
    );
    await session.show(tasksOf(SERVICE));
    await session.show(NODES);
    return;
  }
  const object = await getObject<{ status?: { compatibilities?: string[] } }>(
    "taskdefinition",
    NAMESPACE,
    definition.name,
  );
  const compatibilities = object?.status?.compatibilities ?? [];
  if (!compatibilities.includes("FARGATE")) {
    tell(
      `Your task definition cannot run on Fargate (its compatibilities are ${compatibilities.join(" and ")}), so there ` +
        "is no Fargate service of it.",
    );
    return;
  }
  tell(
    "The same task definition with launch type FARGATE: the task gets exactly the cpu and memory of the task size, and " +
      "runs on a Node that is no container instance.",
  );
  const spec = ["spec:", `  taskDefinition: ${definition.family}:1`, "  desiredCount: 1", "  launchType: FARGATE"];
  const soon = "  kubernetes: {healthyAfterSeconds: 3}";
  await session.show(
    applyText([header("Service", "web-fargate"), ...spec, ...(definition.own ? [soon] : [])].join("\n")),
  );
  await session.show(ready("ecsservice/web-fargate"));
  await session.show(tasksOf("web-fargate"));
  await session.show(NODES);
}

/** What a mistake looks like. */
export async function showRefusal({ session }: Story): Promise<void> {
  heading("A mistake, in ECS's words");
  tell("Fargate has no task size of 0.25 vCPU and 4 GB. ECS refuses to register this, and so does Berth:");
  const definition = [
    header("TaskDefinition", "too-much"),
    "spec:",
    "  requiresCompatibilities: [FARGATE]",
    "  networkMode: awsvpc",
    '  cpu: "256"',
    '  memory: "4096"',
    "  containerDefinitions: [{name: app, image: nginx}]",
  ];
  await session.show(applyText(definition.join("\n")));
  await session.show(`kubectl wait ${on} taskdefinition/too-much --for=condition=Stalled --timeout=30s`);
  await session.show(messageOf("taskdefinition too-much", "Stalled"));
  tell("Nothing was registered:");
  await session.show(`kubectl get configmaps ${on} -l ecs.berth.dev/family=too-much`);
  await session.show(`kubectl delete taskdefinition too-much ${on}`);
}

/** What happened, as ECS tells it. */
export async function showEvents({ session }: Story): Promise<void> {
  heading("What happened to the service");
  tell("On ECS: the events of aws ecs describe-services, newest first.");
  await session.show(
    `kubectl get ecsservice ${SERVICE} ${on} -o jsonpath='{range .status.events[*]}{.createdAt}{"  "}{.message}{"\\n"}{end}'`,
  );
  tell("And all that is there now:");
  await session.show(`kubectl get ecs ${on}`);
}
