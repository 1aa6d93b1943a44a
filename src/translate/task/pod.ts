import { annotations, labels, MANAGED_BY, TASK_GATE } from "../../api/labels.ts";
import { labelValue } from "../../api/names.ts";
import type { LaunchType } from "../service/launch-type.ts";
import { placed, taskPlacement } from "../service/placement.ts";
import type { PodTranslation } from "../translator.ts";

/** All that the Pods of a request RunTask are made from. */
export interface TaskPodParts {
  namespace: string;
  /** Name of the Task object. */
  task: string;
  clusterLabel: string;
  family: string;
  revision: number;
  group: string;
  launchType: LaunchType;
  fargatePool: boolean;
  /** A class that takes nobody's place; absent, the cluster's default class. */
  priorityClassName?: string | undefined;
  translation: PodTranslation;
}

/**
 * A Pod of a task of no service. It ends when its containers have, is never restarted, and is not placed before its gate
 * is taken away.
 */
export function taskPod(parts: TaskPodParts, name: string) {
  const { namespace, clusterLabel, family, revision, launchType, fargatePool, priorityClassName, translation } = parts;
  const group = { [labels.cluster]: clusterLabel, [labels.taskGroup]: labelValue(parts.group.replace(":", ".")) };
  return {
    apiVersion: "v1",
    kind: "Pod" as const,
    metadata: {
      namespace,
      name,
      labels: {
        ...group,
        [labels.task]: labelValue(parts.task),
        [labels.family]: labelValue(family),
        [labels.revision]: String(revision),
        [labels.launchType]: launchType,
        [labels.managedBy]: MANAGED_BY,
      },
      annotations: { ...translation.annotations, [annotations.taskDefinition]: `${family}:${revision}` },
    },
    spec: {
      ...placed(translation.podSpec, taskPlacement({ clusterLabel, launchType, fargatePool, selector: group })),
      restartPolicy: "Never",
      ...(priorityClassName && { priorityClassName, preemptionPolicy: "Never" }),
      schedulingGates: [{ name: TASK_GATE }],
    },
  };
}
