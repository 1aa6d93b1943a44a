import type { StoppedTask } from "../api/kinds/service-status.ts";
import { ageOf } from "./duration.ts";
import { lastPart, shortDefinition } from "./short-names.ts";
import type { Column } from "./table.ts";
import { exitCodesOf } from "./task-view.ts";

/** The columns of a service's stopped tasks. */
export function stoppedColumns(now: Date): Column<StoppedTask>[] {
  return [
    { head: "TASK", cell: ({ taskArn }) => lastPart(taskArn) },
    { head: "TASKDEFINITION", cell: ({ taskDefinitionArn }) => shortDefinition(taskDefinitionArn) },
    { head: "STOPPED", cell: ({ stoppedAt }) => ageOf(stoppedAt, now) },
    { head: "EXIT", cell: ({ containers }) => exitCodesOf(containers) },
    { head: "CODE", cell: ({ stopCode }) => stopCode },
    { head: "REASON", cell: ({ stoppedReason }) => stoppedReason },
  ];
}
