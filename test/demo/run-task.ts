import { heading, tell } from "../support/terminal.ts";
import { TOOL_IMAGE } from "./prepare.ts";
import { applyText, header, on, type Story } from "./words.ts";

/** A task that runs once, with its exit code and its output. */
export async function runTask({ session }: Story): Promise<void> {
  heading("A task that runs once: RunTask");
  tell(
    "On ECS: aws ecs run-task. The task runs once, whatever its exit code; its Pod stays for an hour, for its output. " +
      "A command in the request stands in the place of the task definition's.",
  );
  const definition = [
    header("TaskDefinition", "report"),
    "spec:",
    "  containerDefinitions:",
    "  - name: report",
    `    image: ${TOOL_IMAGE}`,
    "    memory: 16",
    '    command: [sh, -c, "echo nothing to do"]',
  ];
  const task = [
    header("Task", "report"),
    "spec:",
    "  taskDefinition: report",
    "  overrides:",
    "    containerOverrides:",
    '    - {name: report, command: [sh, -c, "echo 41 orders; exit 3"]}',
  ];
  await session.show(applyText(definition.join("\n")));
  await session.show(`kubectl wait ${on} taskdefinition/report --for=condition=Ready --timeout=30s`);
  await session.show(applyText(task.join("\n")));
  await session.show(`kubectl wait ${on} ecstask/report --for=condition=Ready --timeout=60s`);
  await session.show(`kubectl get ecstask report ${on}`);
  await session.show(
    `kubectl get ecstask report ${on} -o jsonpath='{.status.tasks[0].stopCode}: {.status.tasks[0].stoppedReason}{"\\n"}'`,
  );
  await session.show(`kubectl logs ${on} -l ecs.berth.dev/family=report`);
}
