import { parseTaskDefinition, type TaskDefinitionReference } from "../api/arn.ts";
import { labels } from "../api/labels.ts";
import { labelValue } from "../api/names.ts";
import { configMaps } from "../kube/resource.ts";
import type { Revision } from "../translate/revision/config-map.ts";
import { Failure } from "./failure.ts";
import type { Session } from "./session.ts";

/** The revisions of a family, newest first. */
export async function revisionsOf({ client, namespace }: Session, family: string): Promise<Revision[]> {
  const [{ readRevision }, { items }] = await Promise.all([
    import("../translate/revision/config-map.ts"),
    client.list(configMaps, { namespace, labelSelector: `${labels.family}=${labelValue(family)}` }),
  ]);
  return items
    .flatMap((configMap) => readRevision(configMap) ?? [])
    .filter((revision) => revision.family === family)
    .toSorted((a, b) => b.revision - a.revision);
}

/** The revision that a reference names, the newest ACTIVE one of a family alone. Throws where there is none. */
export async function revisionNamed(session: Session, reference: TaskDefinitionReference): Promise<Revision> {
  const revisions = await revisionsOf(session, reference.family);
  const found = revisions.find(({ revision, status }) =>
    reference.revision === undefined ? status === "ACTIVE" : revision === reference.revision,
  );
  if (found !== undefined) return found;
  const { family, revision } = reference;
  const name = revision === undefined ? family : `${family}:${revision}`;
  throw new Failure(
    `TaskDefinition not found: ${name}, in namespace ${session.namespace}; ${choiceOf(revisions, family)}`,
  );
}

/** Which revisions there are, in words. */
export function choiceOf(revisions: readonly Revision[], family: string): string {
  if (revisions.length === 0) return `${family} has no revisions`;
  const names = revisions.map(
    ({ revision, status }) => `${family}:${revision}${status === "ACTIVE" ? "" : " (INACTIVE)"}`,
  );
  return `there is ${names.join(", ")}`;
}

/** A reference to a task definition, from an argument. Throws where it is none. */
export function referenceIn(text: string): TaskDefinitionReference {
  const reference = parseTaskDefinition(text);
  if (reference === undefined)
    throw new Failure(`${text} names no task definition: family, family:revision or an ARN is needed`, 2);
  return reference;
}
