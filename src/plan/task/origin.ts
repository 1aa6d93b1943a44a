import { arns, type Identity, parseTaskDefinition } from "../../api/arn.ts";
import type { TaskRecord } from "../../api/kinds/task.ts";
import type { Pod } from "../../api/kube-object.ts";
import type { TaskObject } from "../../api/task-identity.ts";
import type { TaskOrigin } from "../../status/task-record.ts";
import type { CanonicalTaskDefinition } from "../../translate/canonical.ts";

/** What a request has been resolved to. */
interface Noted {
  taskDefinition: string;
  launchType: TaskRecord["launchType"];
  definition?: CanonicalTaskDefinition;
  cluster: string;
  uid: string;
  group: string;
}

/** What a task's record says for all its life. Without a definition, which somebody may delete, the Pod tells the rest. */
export function originOf({ spec }: TaskObject, noted: Noted, pod: Pod | undefined, identity: Identity): TaskOrigin {
  const { taskDefinition, launchType, definition, cluster, uid, group } = noted;
  const { family = "", revision = 0 } = parseTaskDefinition(taskDefinition) ?? {};
  const containers = definition?.containerDefinitions ?? pod?.spec?.containers ?? [];
  const own = spec?.propagateTags === "TASK_DEFINITION" ? (definition?.tags ?? []) : [];
  const managed = spec?.enableECSManagedTags === true ? [{ key: "aws:ecs:clusterName", value: cluster }] : [];
  const tags = new Map([...own, ...(spec?.tags ?? []), ...managed].map((tag) => [tag.key ?? "", tag.value ?? ""]));
  return {
    cluster,
    uid,
    taskDefinitionArn: arns.taskDefinition(identity, family, revision),
    launchType,
    group,
    startedBy: spec?.startedBy,
    cpu: definition?.cpu,
    memory: definition?.memory,
    tags: [...tags].map(([key, value]) => ({ key, value })),
    containers: containers.map(({ name, image }) => ({ name, image })),
  };
}
