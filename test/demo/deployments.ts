import { heading, tell } from "../support/terminal.ts";
import { revisionsOf, speaksHttp } from "./first-service.ts";
import { underLoad } from "./requests.ts";
import type { Session } from "./session.ts";
import { applyText, deployments, gone, header, on, ready, SERVICE, type Story, tasksOf } from "./words.ts";

/** Rolls a new revision out while requests come in. Throws `RequestsFailed` where one of them has no good answer. */
export async function rollOut(story: Story): Promise<void> {
  heading((await speaksHttp(story.definition)) ? "A new revision, while requests come in" : "A new revision");
  await underLoad(story, "all tasks were replaced", () => roll(story));
}

async function roll({ session, definition }: Story): Promise<void> {
  const { own, hostPort, family } = definition;
  tell(
    `On ECS: aws ecs register-task-definition, then update-service. Here the service follows the family "${family}". ` +
      (hostPort === undefined
        ? "As on ECS, new tasks start first, and old ones stop when new ones are healthy."
        : `Each task takes port ${hostPort} of its instance, so one stops first, and the other goes on answering.`),
  );
  if (own) {
    const patch = JSON.stringify(definition.harmlessPatch);
    await session.show(`kubectl patch taskdefinition ${definition.name} ${on} --type json -p '${patch}'`);
  } else {
    const changed = `sed s/v1/v2/ ${definition.file}`;
    await session.show(applyText(`${header("TaskDefinition", definition.name)}\nspec:\n  $(${changed})`));
  }
  await session.show(runsRevision(family, 2));
  await session.show(deployments);
  await session.show(ready(`ecsservice/${SERVICE}`));
  await session.show(deployments);
  tell("The deployment is completed. The tasks of revision 1 get no requests any more, and have time to end:");
  await session.show(gone(SERVICE, 1));
  await session.show(tasksOf(SERVICE));
}

/** Goes back to the first revision. */
export async function rollBack({ session, definition }: Story): Promise<void> {
  heading("Back to revision 1");
  tell(
    `On ECS: aws ecs update-service --task-definition ${definition.family}:1. This starts a deployment and writes no ` +
      "revision; the service now stays on that one.",
  );
  await updateService(session, { taskDefinition: `${definition.family}:1` });
  await session.show(ready(`ecsservice/${SERVICE}`));
  await session.show(deployments);
  await session.show(revisionsOf(definition));
}

/** Changes members of the service's spec. */
export async function updateService(session: Session, spec: object): Promise<void> {
  await session.show(`kubectl patch ecsservice ${SERVICE} ${on} --type merge -p '${JSON.stringify({ spec })}'`);
}

/** Changes the number of tasks. */
export async function scale({ session, definition }: Story): Promise<void> {
  const replicas = definition.hostPort === undefined ? 3 : 1;
  heading("Scale");
  tell(
    `On ECS: aws ecs update-service --desired-count ${replicas}. It starts no deployment and touches no running task. ` +
      "Because the Service has Kubernetes' scale subresource, autoscalers can do it, too.",
  );
  await session.show(`kubectl scale ecsservice/${SERVICE} ${on} --replicas=${replicas}`);
  await session.show(ready(`ecsservice/${SERVICE}`));
  await session.show(`kubectl get ecsservice ${SERVICE} ${on}`);
}

const runsRevision = (family: string, revision: number) =>
  `kubectl wait ${on} ecsservice/${SERVICE} --timeout=60s ` +
  `--for=jsonpath='{.status.kubernetes.taskDefinition}'=${family}:${revision}`;
