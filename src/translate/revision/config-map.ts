import { taskDefinitionSpec } from "../../api/kinds/task-definition.ts";
import type { ConfigMap } from "../../api/kube-object.ts";
import { annotations, labels, MANAGED_BY } from "../../api/labels.ts";
import { counterName, labelValue, revisionName } from "../../api/names.ts";
import { type CanonicalTaskDefinition, canonicalise } from "../canonical.ts";

export type RevisionStatus = "ACTIVE" | "INACTIVE";

/** What Berth adds to the content of a revision: it changes how the tasks run, so it belongs to the revision. */
export interface RevisionExtras {
  imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
}

/** A registered revision, as its ConfigMap says it. */
export interface Revision {
  family: string;
  revision: number;
  status: RevisionStatus;
  arn: string;
  definition: CanonicalTaskDefinition;
  extras: RevisionExtras;
}

const CONTENT_KEY = "task-definition.json";
const EXTRAS_KEY = "kubernetes.json";

/**
 * The immutable ConfigMap of a revision. Its content is the DescribeTaskDefinition form; status is a label only, since
 * labels of an immutable ConfigMap may change and its data may not.
 */
export function revisionConfigMap(namespace: string, revision: Revision): ConfigMap {
  const { family, arn, definition, extras } = revision;
  const content = { taskDefinitionArn: arn, ...definition, revision: revision.revision };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      namespace,
      name: revisionName(family, revision.revision),
      labels: {
        [labels.family]: labelValue(family),
        [labels.revision]: String(revision.revision),
        [labels.status]: revision.status,
        [labels.managedBy]: MANAGED_BY,
      },
      annotations: { [annotations.taskDefinition]: `${family}:${revision.revision}` },
    },
    immutable: true,
    data: {
      [CONTENT_KEY]: `${JSON.stringify(content, null, 2)}\n`,
      ...(extras.imagePullPolicy === undefined ? {} : { [EXTRAS_KEY]: JSON.stringify(extras) }),
    },
  };
}

/**
 * Reads a revision back, in today's canonical form whichever operator wrote it; `undefined` for a ConfigMap that is none,
 * whoever made it look like one.
 */
export function readRevision(configMap: ConfigMap): Revision | undefined {
  const content = parse(configMap.data?.[CONTENT_KEY]);
  if (content === undefined || configMap.immutable !== true) return undefined;
  const { taskDefinitionArn: arn, revision, family } = content;
  if (typeof family !== "string" || typeof revision !== "number" || typeof arn !== "string") return undefined;
  const spec = taskDefinitionSpec.safeParse(content);
  if (!spec.success || configMap.metadata.name !== revisionName(family, revision)) return undefined;
  let canonical: CanonicalTaskDefinition | undefined;
  return {
    family,
    revision,
    status: configMap.metadata.labels?.[labels.status] === "ACTIVE" ? "ACTIVE" : "INACTIVE",
    arn,
    // Worked out when somebody looks: nothing runs most revisions.
    get definition() {
      canonical ??= canonicalise(spec.data, family);
      return canonical;
    },
    extras: parse(configMap.data?.[EXTRAS_KEY]) ?? {},
  };
}

function parse(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const HIGH_WATER_MARK = "revision";

/** The unowned ConfigMap that keeps a family's high-water mark: revision numbers survive everything and are never reused. */
export function counterConfigMap(namespace: string, family: string, mark: number): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      namespace,
      name: counterName(family),
      labels: { [labels.managedBy]: MANAGED_BY, [labels.counter]: labelValue(family) },
      annotations: { [annotations.family]: family },
    },
    data: { [HIGH_WATER_MARK]: String(mark) },
  };
}

/** The high-water mark of a family's counter; 0 where it holds none. */
export function readCounter(configMap: ConfigMap): number {
  const mark = Number(configMap.data?.[HIGH_WATER_MARK]);
  return Number.isSafeInteger(mark) && mark > 0 ? mark : 0;
}
