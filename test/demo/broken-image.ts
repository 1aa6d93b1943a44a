import { heading, tell } from "../support/terminal.ts";
import { updateService } from "./deployments.ts";
import { underLoad } from "./requests.ts";
import { deployments, gone, messageOf, on, ready, SERVICE, type Story, tasksOf } from "./words.ts";

const IMAGE = "registry.invalid/typo:1";

/** A revision whose image cannot be pulled, and how the service goes back by itself. */
export async function breakCircuit(story: Story): Promise<void> {
  heading("A broken image, and back by itself");
  await underLoad(story, "a deployment failed and was rolled back", () => fail(story));
  tell(
    `The spec still asks for the broken revision, so the service says that it is not what it should be: ${SERVICE} goes back to revision 1.`,
  );
  await updateService(story.session, { taskDefinition: `${story.definition.family}:1` });
  await story.session.show(ready(`ecsservice/${SERVICE}`));
}

async function fail({ session, definition: { name, family } }: Story): Promise<void> {
  tell(
    "On ECS: aws ecs update-service with the deployment circuit breaker. When three tasks have failed, the deployment " +
      "has FAILED, and the service goes back to the last one that completed, without touching a good task.",
  );
  const patch = JSON.stringify([{ op: "replace", path: "/spec/containerDefinitions/0/image", value: IMAGE }]);
  await session.show(`kubectl patch taskdefinition ${name} ${on} --type json -p '${patch}'`);
  await session.show(`kubectl wait ${on} taskdefinition/${name} --for=jsonpath='{.status.revision}'=3 --timeout=30s`);
  await updateService(session, {
    taskDefinition: `${family}:3`,
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
  });
  await session.show(`kubectl wait ${on} ecsservice/${SERVICE} --for=condition=Stalled --timeout=240s`);
  await session.show(messageOf(`ecsservice ${SERVICE}`, "Stalled"));
  await session.show(deployments);
  tell("Why the tasks stopped, as aws ecs describe-tasks tells it, and the service's events, newest first:");
  await session.show(
    `kubectl get ecsservice ${SERVICE} ${on} -o jsonpath='{range .status.stoppedTasks[?(@.stopCode=="TaskFailedToStart")]}{.stoppedReason}{"\\n"}{end}' | cut -c 1-150`,
  );
  await session.show(
    `kubectl get ecsservice ${SERVICE} ${on} -o jsonpath='{range .status.events[*]}{.message}{"\\n"}{end}' | head -8`,
  );
  tell("No task of the broken revision stays, and the good ones are those from before:");
  await session.show(gone(SERVICE, 3));
  await session.show(tasksOf(SERVICE));
}
