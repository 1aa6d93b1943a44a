import type { StoppedTask } from "../api/kinds/service-status.ts";
import type { Failure, TaskContainer } from "../api/kinds/task.ts";
import { clusterIn } from "./cluster-choice.ts";
import { ageOf } from "./duration.ts";
import { lastPart, shortDefinition } from "./short-names.ts";
import { type Column, details, type Paint, table } from "./table.ts";
import { exitCodesOf, idOfTask, isStopped, type TaskView } from "./task-view.ts";

/** The columns of `tasks`; `withEnds` for tables in which tasks have stopped. */
export function taskColumns(now: Date, withEnds: boolean): Column<TaskView>[] {
  const ends: Column<TaskView>[] = [
    { head: "EXIT", cell: ({ containers }) => exitCodesOf(containers) },
    { head: "STOPPED REASON", cell: ({ stoppedReason }) => stoppedReason },
  ];
  return [
    { head: "TASK", cell: idOfTask },
    { head: "GROUP", cell: ({ group }) => group },
    { head: "TASKDEFINITION", cell: ({ taskDefinitionArn }) => shortDefinition(taskDefinitionArn) },
    { head: "STATUS", cell: ({ lastStatus }) => lastStatus },
    { head: "HEALTH", cell: ({ healthStatus, ...task }) => (isStopped(task) ? undefined : healthStatus) },
    { head: "LAUNCHTYPE", cell: ({ launchType }) => launchType },
    { head: "AGE", passes: true, cell: ({ createdAt }) => ageOf(createdAt, now) },
    ...(withEnds ? ends : []),
  ];
}

/** The columns of a service's stopped tasks. */
export function stoppedColumns(now: Date): Column<StoppedTask>[] {
  return [
    { head: "TASK", cell: ({ taskArn }) => lastPart(taskArn) },
    { head: "TASKDEFINITION", cell: ({ taskDefinitionArn }) => shortDefinition(taskDefinitionArn) },
    { head: "STOPPED", passes: true, cell: ({ stoppedAt }) => ageOf(stoppedAt, now) },
    { head: "EXIT", cell: ({ containers }) => exitCodesOf(containers) },
    { head: "CODE", cell: ({ stopCode }) => stopCode },
    { head: "REASON", cell: ({ stoppedReason }) => stoppedReason },
  ];
}

const containerColumns: readonly Column<TaskContainer>[] = [
  { head: "CONTAINER", cell: ({ name }) => name },
  { head: "STATUS", cell: ({ lastStatus }) => lastStatus },
  { head: "EXIT", cell: ({ exitCode }) => exitCode },
  { head: "REASON", cell: ({ reason }) => reason },
];

/** All that is known of a task, for people. */
export function taskDetails(task: TaskView, now: Date, paint: Paint): string[] {
  const { kubernetes: place } = task;
  return [
    ...details([
      ["Task", idOfTask(task)],
      ["ARN", task.taskArn],
      ["Cluster", clusterIn(task.taskArn)],
      ["Group", task.group],
      ["Task definition", shortDefinition(task.taskDefinitionArn)],
      ["Launch type", task.launchType],
      ["Last status", paint(task.lastStatus)],
      ["Desired status", paint(task.desiredStatus)],
      ["Health", task.healthStatus],
      ["Started by", task.startedBy],
      ["Created", timeOf(task.createdAt, now)],
      ["Started", timeOf(task.startedAt, now)],
      ["Stopped", timeOf(task.stoppedAt, now)],
      ["Stop code", task.stopCode],
      ["Stopped reason", task.stoppedReason],
      ["Task object", place.task],
      ["Pod", place.pod],
      ["Node", place.node],
    ]),
    ...(task.containers.length === 0 ? [] : ["", ...table(containerColumns, task.containers, { paint })]),
  ];
}

/** What could not be started, one line each, as RunTask's answer says it. */
export function failureLines(failures: readonly Failure[]): string[] {
  return failures.map(({ reason, detail, arn }) => {
    const more = [detail, arn].filter((part) => part !== undefined && part !== "");
    return `not started: ${[reason, ...more].join(", ")}`;
  });
}

function timeOf(time: string | undefined, now: Date): string | undefined {
  return time === undefined ? undefined : `${time} (${ageOf(time, now)} ago)`;
}
