import type { ClusterSpec } from "../../api/kinds/cluster.ts";
import type { TaskSpec } from "../../api/kinds/task.ts";
import { clusterNamedBy, type TaskObject } from "../../api/task-identity.ts";
import { planTask } from "../../plan/task.ts";
import type { Revision } from "../../translate/revision/config-map.ts";
import { checkTask } from "../../translate/task/checks.ts";
import { type Assumptions, clusterNamed, INSTANCE, NO_TIME, settingsOf } from "./assumed.ts";
import { type Judged, linesOf, type Read, refused } from "./judged.ts";
import { notAmong } from "./references.ts";

/** A request RunTask among the files, as an object. */
export function taskObject({ manifest, namespace, spec }: Read<TaskSpec>): TaskObject {
  return { metadata: { name: manifest.metadata.name, namespace }, spec };
}

/** The Pods of a request RunTask, as the operator creates them. */
export function renderTask(
  read: Read<TaskSpec>,
  revision: Revision | undefined,
  cluster: ClusterSpec | undefined,
  assumptions: Assumptions,
): Judged {
  const { spec, nulls } = read;
  const problems = checkTask(spec);
  if (problems.length > 0) return refused(problems.map(({ message }) => message));
  if (revision === undefined) return refused([notAmong(spec.taskDefinition)]);
  const task = taskObject(read);
  const plan = planTask(
    {
      task,
      nulls,
      cluster: clusterNamed(clusterNamedBy(task) ?? "default", cluster),
      revision,
      registering: false,
      instances: [INSTANCE],
      nodes: new Map(),
      fargatePool: true,
      original: undefined,
      pods: [],
      gone: new Map(),
      rejected: new Map(),
    },
    settingsOf(assumptions),
    NO_TIME,
  );
  if (plan.kind === "refuse" || plan.kind === "wait") return refused(linesOf(plan.message));
  const actions = plan.kind === "run" ? plan.actions : [];
  const objects = actions.flatMap((action) => (action.kind === "create" ? [action.pod] : []));
  return { refusals: [], differences: plan.differences, objects };
}
