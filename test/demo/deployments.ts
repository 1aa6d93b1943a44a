import { followLoad, type LoadCounts, loadArguments } from "../support/load.ts";
import { good, heading, tell } from "../support/terminal.ts";
import { revisionsOf, speaksHttp } from "./first-service.ts";
import { NAMESPACE } from "./prepare.ts";
import type { Session } from "./session.ts";
import { applyText, deployments, header, on, ready, SERVICE, type Story, tasksOf } from "./words.ts";

const RATE = 250;
const LOAD = "load";

/** Requests failed while a deployment rolled. */
export class RequestsFailed extends Error {
  override readonly name = "RequestsFailed";
}

/** Rolls a new revision out while requests come in. Throws `RequestsFailed` where one of them has no good answer. */
export async function rollOut(story: Story): Promise<void> {
  const { session, definition } = story;
  const { own, web, hostPort, family } = definition;
  const underLoad = await speaksHttp(definition);
  heading(underLoad ? "A new revision, while requests come in" : "A new revision");
  if (underLoad && web !== undefined) {
    tell(`A Pod sends ${RATE} requests per second to the service, each on a new connection.`);
    const port = web.port === 80 ? "" : `:${web.port}`;
    const words = loadArguments({
      namespace: NAMESPACE,
      url: `http://${SERVICE}${port}/`,
      rate: RATE,
      seconds: 900,
      name: LOAD,
    });
    await session.show(`kubectl ${words.join(" ")}`);
  }
  const load = underLoad ? await followLoad(NAMESPACE, LOAD) : undefined;

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
  await session.show(
    `kubectl wait pods ${on} -l ecs.berth.dev/service=${SERVICE},ecs.berth.dev/revision=1 --for=delete --timeout=180s`,
  );
  await session.show(tasksOf(SERVICE));
  if (load === undefined) return;

  tell("The requests end (by a deadline, so that the log of the Pod stays), and these are their sums:");
  await session.show(`kubectl patch pod ${LOAD} ${on} -p '{"spec":{"activeDeadlineSeconds":1}}'`);
  await session.show(`kubectl wait pod/${LOAD} ${on} --for=jsonpath='{.status.phase}'=Failed --timeout=60s`);
  const sums = `kubectl logs ${LOAD} ${on} --tail=1 | node -p 'JSON.parse(fs.readFileSync(0))'`;
  await session.show(own ? `${sums} | cut -c 1-100` : sums);
  judge(await load.finished());
}

function judge({ sent, ok, failed, seconds, lastError }: LoadCounts): void {
  const rate = Math.round(sent / seconds);
  if (failed > 0) {
    throw new RequestsFailed(`${failed} of ${sent} requests failed while the new revision rolled out: ${lastError}`);
  }
  if (ok !== sent || rate < 200) throw new RequestsFailed(`Only ${sent} requests were sent, ${rate} per second.`);
  good(`${sent.toLocaleString("en")} requests, ${rate} per second, while all tasks were replaced: 0 failed.`);
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

async function updateService(session: Session, spec: object): Promise<void> {
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
