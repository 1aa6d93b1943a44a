import type { ConfigMap } from "../../api/kube-object.ts";
import { labels, MANAGED_BY } from "../../api/labels.ts";
import { counterName } from "../../api/names.ts";
import type { KubeClient } from "../../kube/client.ts";
import { isAlreadyExists, isConflict, NameConflict } from "../../kube/errors.ts";
import * as resources from "../../kube/resource.ts";
import { counterConfigMap, readCounter } from "../../translate/revision/config-map.ts";

/**
 * Takes the next revision number of a family, above everything that was ever taken and above `above`. The mark is
 * raised before anybody uses the number, guarded by the resourceVersion that was read: two that race get two numbers,
 * and one that dies afterwards leaves a gap, never a number that is used twice. `undefined`: lost a race, try again.
 */
export async function takeRevision(
  client: KubeClient,
  fieldManager: string,
  namespace: string,
  family: string,
  above: number,
): Promise<number | undefined> {
  const ref = { namespace, name: counterName(family) };
  const counter = await client.find<ConfigMap>(resources.configMaps, ref);
  try {
    if (counter === undefined) {
      await client.create(resources.configMaps, counterConfigMap(namespace, family, above + 1), { fieldManager });
      return above + 1;
    }
    // An object without our label is somebody else's, whatever it is called.
    if (counter.metadata.labels?.[labels.managedBy] !== MANAGED_BY) throw new NameConflict("ConfigMap", ref.name);
    const next = Math.max(readCounter(counter), above) + 1;
    const { data } = counterConfigMap(namespace, family, next);
    const { resourceVersion } = counter.metadata;
    await client.mergePatch(resources.configMaps, ref, { data }, { fieldManager, resourceVersion });
    return next;
  } catch (error) {
    if (isConflict(error) || isAlreadyExists(error)) return undefined;
    throw error;
  }
}
