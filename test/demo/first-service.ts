import { labelValue } from "../../src/api/names.ts";
import { getObject, listObjects, tryKubectl } from "../support/cluster.ts";
import { heading, say, tell } from "../support/terminal.ts";
import type { Definition } from "./definition.ts";
import { CLUSTER_LABEL, NAMESPACE } from "./prepare.ts";
import { StepFailed } from "./session.ts";
import { applyText, header, messageOf, on, ready, SERVICE, type Story, tasksOf } from "./words.ts";

/** The task definition was refused: the message says why, in ECS's words. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** A Cluster and its two container instances. */
export async function makeCluster({ session }: Story): Promise<void> {
  heading("A cluster with two container instances");
  tell(
    "On ECS: aws ecs create-cluster, and EC2 instances that register themselves. Here: a Cluster object, and Nodes that " +
      `an administrator labels with <namespace>.<cluster>. The cluster is called "default", as on ECS, so that services ` +
      "need not name it.",
  );
  await session.show(`kubectl create namespace ${NAMESPACE}`);
  await session.show(applyText(`${header("Cluster", "default")}\nspec: {}`));
  const instances = (await workers()).slice(0, 2).join(" ");
  await session.show(`kubectl label node ${instances} ${CLUSTER_LABEL}=${NAMESPACE}.default --overwrite`);
  await session.show(`kubectl get nodes -L ${CLUSTER_LABEL},topology.kubernetes.io/zone`);
  await session.show(
    `kubectl wait ${on} ecscluster/default --for=jsonpath='{.status.registeredContainerInstancesCount}'=2 --timeout=60s`,
  );
  await session.show(`kubectl get ecscluster default ${on}`);
}

async function workers(): Promise<string[]> {
  const nodes = await listObjects<{ metadata: { name: string }; spec: { taints?: unknown[] } }>(
    "nodes",
    NAMESPACE,
    "!node-role.kubernetes.io/control-plane",
  );
  return nodes.filter(({ spec }) => spec.taints === undefined).map(({ metadata }) => metadata.name);
}

/** Registers the task definition, whose JSON stands under `spec` as it is. Throws `Refused`. */
export async function registerTaskDefinition({ session, definition }: Story): Promise<void> {
  heading(definition.own ? "Your task definition" : "A task definition");
  tell(
    definition.own
      ? "Your JSON stands under spec of a TaskDefinition, unchanged."
      : "This is JSON as aws ecs register-task-definition takes it, with the fields that people use. It stands under " +
          "spec of a TaskDefinition, unchanged.",
  );
  await session.show(definition.print);
  say();
  const applied = await session.tryShow(
    applyText(`${header("TaskDefinition", definition.name)}\nspec:\n  $(${definition.print})`),
  );
  if (applied !== 0) throw new Refused("The API server refused the task definition: see what it said.");
  const refusal = await refusalOf("taskdefinition", definition.name);
  if (refusal !== undefined) {
    await session.show(messageOf(`taskdefinition ${definition.name}`, "Stalled"));
    throw new Refused(`The task definition was refused, as ECS would refuse it:\n${refusal}`);
  }
  await session.show(ready(`taskdefinition/${definition.name}`));
  await session.show(`kubectl get taskdefinition ${definition.name} ${on}`);

  tell("Each revision is kept as an immutable ConfigMap, in the form of aws ecs describe-task-definition.");
  await session.show(revisionsOf(definition));
  await differences(definition, session);
}

/** Lists the revisions of a definition's family. */
export function revisionsOf({ family }: Definition): string {
  const label = `ecs.berth.dev/family=${labelValue(family)}`;
  return `kubectl get configmaps ${on} -l ${label} -L ecs.berth.dev/revision,ecs.berth.dev/status`;
}

async function differences({ name }: Definition, session: Story["session"]): Promise<void> {
  tell("No field is dropped in silence: what Berth does not honour is named, with what happens instead.");
  const message = messageOf(`taskdefinition ${name}`, "FieldsHonoured");
  await session.show(`${message} | sed 's/; /\\n/g'`);
}

/** Why the operator refused an object, or `undefined` where it did not. */
async function refusalOf(resource: string, name: string): Promise<string | undefined> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    const object = await getObject<{
      metadata: { generation: number };
      status?: { observedGeneration?: number; conditions?: { type: string; status: string; message: string }[] };
    }>(resource, NAMESPACE, name);
    if (object?.status?.observedGeneration === object?.metadata.generation) {
      return object?.status?.conditions?.find(({ type, status }) => type === "Stalled" && status === "True")?.message;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new StepFailed(`The operator has not looked at ${resource}/${name} within 60 s.`);
}

/** A service of two tasks behind a core Service. */
export async function makeService({ session, definition }: Story): Promise<void> {
  const { family, launchType, web, hostPort, own } = definition;
  heading("A service with two tasks");
  tell(
    "On ECS: aws ecs create-service. Its JSON or YAML stands under spec of a Service. A task definition without a " +
      "number means the newest revision, and follows it." +
      (web === undefined
        ? ""
        : " For loadBalancers[] Berth makes a Kubernetes Service of the same name, which balances over the tasks."),
  );
  if (hostPort !== undefined) {
    tell(
      `Each task takes port ${hostPort} of its instance, so that there is room for one task on each. A new task can ` +
        "start only where an old one has stopped: as on ECS, minimumHealthyPercent 50 allows that.",
    );
  }
  const spec = [
    `  taskDefinition: ${family}`,
    "  desiredCount: 2",
    `  launchType: ${launchType}`,
    ...(web === undefined ? [] : [`  loadBalancers: [{containerName: ${web.container}, containerPort: ${web.port}}]`]),
    ...(hostPort === undefined ? [] : ["  deploymentConfiguration: {minimumHealthyPercent: 50, maximumPercent: 100}"]),
    ...(own && web === undefined ? ["  kubernetes: {healthyAfterSeconds: 5} # 40 without this, as on ECS"] : []),
  ];
  await session.show(applyText(`${header("Service", SERVICE)}\nspec:\n${spec.join("\n")}`));
  const refusal = await refusalOf("ecsservice", SERVICE);
  if (refusal !== undefined) throw new Refused(`The service was refused:\n${refusal}`);
  await session.show(ready(`ecsservice/${SERVICE}`));
  await session.show(`kubectl get ecsservice ${SERVICE} ${on}`);
  await session.show(tasksOf(SERVICE));
  if (web !== undefined) await answers({ session, definition });
}

/** Path of a Service or Pod behind the API server. */
const proxy = (what: string) => `/api/v1/namespaces/${NAMESPACE}/${what}/proxy/`;

async function answers({ session, definition }: Story): Promise<void> {
  const port = definition.web?.port;
  heading("Both tasks answer");
  const speaks = await speaksHttp(definition);
  if (!definition.own) {
    tell("Twenty requests to the Service, through the API server, so that they work from this machine.");
    await session.show(
      `for i in $(seq 20); do kubectl get --raw ${proxy(`services/${SERVICE}:${port}`)}; done | sort | uniq -c`,
    );
    return;
  }
  if (!speaks) {
    tell(`Port ${port} does not answer HTTP with a page, so there is nothing to show here.`);
    return;
  }
  tell("The beginning of what each task answers, through the API server, so that it works from this machine.");
  await session.show(
    [
      `for task in $(kubectl get pods ${on} -l ecs.berth.dev/service=${SERVICE} -o jsonpath='{.items[*].metadata.name}'); do`,
      `  echo "$task: $(kubectl get --raw ${proxy(`pods/$task:${port}`)} | tr -s '[:space:]' ' ' | cut -c 1-70)"`,
      "done",
    ].join("\n"),
  );
}

/** Whether the service answers HTTP with success, so that requests can be counted. */
export async function speaksHttp({ web }: Definition): Promise<boolean> {
  if (web === undefined) return false;
  const end = Date.now() + 20_000;
  for (;;) {
    const { code, stderr } = await tryKubectl(["get", "--raw", proxy(`services/${SERVICE}:${web.port}`)]);
    // A Service hears of its tasks a moment after the operator.
    if (!stderr.includes("no endpoints available") || Date.now() > end) return code === 0;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
