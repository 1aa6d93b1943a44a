import { revisionName } from "../../api/names.ts";
import { isAlreadyExists, isNamespaceTerminating, unlessGone } from "../../kube/errors.ts";
import * as resources from "../../kube/resource.ts";
import { isStarting, planRetention } from "../../plan/revision-retention.ts";
import type { Change } from "../../runtime/store.ts";
import { type Revision, revisionConfigMap } from "../../translate/revision/config-map.ts";
import { type RevisionObject, revisionObject, usesRevision } from "../caches.ts";
import type { Context } from "../context.ts";

/** When revisions that are only kept because they are used are looked at again, in milliseconds. */
export const HELD_RETRY_MS = 300_000;

/** Removes revisions that nobody needs, and keeps those that somebody does, whoever removes them. */
export function revisionRetention({ caches, client }: Context, fieldManager: string) {
  /** Revisions whose ConfigMap is gone, by the key of their family, until it is known whether something uses them. */
  const gone = new Map<string, Revision[]>();

  const revisionsOf = (key: string): RevisionObject[] => [...caches.revisions.byIndex("family", key)];

  return {
    /** Takes note of a change of a revision's ConfigMap. */
    note({ type, object, previous }: Change<RevisionObject>): void {
      if (type !== "deleted" || previous.revision === undefined) return;
      const key = `${object.metadata.namespace}/${previous.revision.family}`;
      gone.set(key, [...(gone.get(key) ?? []), previous.revision]);
    },

    /**
     * Puts revisions back, as they were, that were deleted while something uses them. ECS refuses that for an ACTIVE one;
     * an INACTIVE one is DELETE_IN_PROGRESS as long, which is the same to what runs it: it goes on, and scales.
     */
    async restore(namespace: string, key: string): Promise<void> {
      const missing = (gone.get(key) ?? []).filter(
        (revision) =>
          usesRevision(caches, namespace, revision) &&
          !revisionsOf(key).some((there) => there.revision?.revision === revision.revision),
      );
      for (const revision of missing) {
        const configMap = revisionConfigMap(namespace, revision);
        try {
          const written = await client.create(resources.configMaps, configMap, { fieldManager });
          caches.revisions.upsert(revisionObject(written));
        } catch (error) {
          if (!isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error;
        }
      }
      gone.delete(key);
    },

    /** Removes what is too much; says whether more would go if nothing used it. */
    async prune(namespace: string, key: string, meant: number, limit: number | undefined): Promise<boolean> {
      const objects = revisionsOf(key);
      const { remove, held } = planRetention({
        revisions: objects.flatMap(({ revision }) => revision ?? []),
        meant,
        limit,
        starting: caches.tasks.byIndex("family", key).some(isStarting),
        isUsed: (revision) => usesRevision(caches, namespace, revision),
      });
      for (const { family, revision } of remove) {
        const name = revisionName(family, revision);
        const object = objects.find(({ metadata }) => metadata.name === name);
        if (object === undefined) continue;
        await unlessGone(client.delete(resources.configMaps, { namespace, name }, { uid: object.metadata.uid }));
        caches.revisions.remove(object);
      }
      return held;
    },
  };
}
