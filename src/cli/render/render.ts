import { type ClusterSpec, clusterSpec } from "../../api/kinds/cluster.ts";
import { type ServiceSpec, serviceSpec } from "../../api/kinds/service.ts";
import { type TaskSpec, taskSpec } from "../../api/kinds/task.ts";
import { type TaskDefinitionSpec, taskDefinitionSpec } from "../../api/kinds/task-definition.ts";
import type { KubeObject } from "../../api/kube-object.ts";
import { clusterNameOf, serviceName } from "../../api/service-identity.ts";
import { clusterNamedBy } from "../../api/task-identity.ts";
import type { Difference } from "../../translate/translator.ts";
import type { Manifest } from "../manifest.ts";
import type { Assumptions } from "./assumed.ts";
import { renderCluster } from "./cluster.ts";
import { familyOf, type Registered, registered, renderDefinition } from "./definition.ts";
import { type Judged, type Read, read, refused } from "./judged.ts";
import { type Reference, referenceOf } from "./references.ts";
import { renderService, serviceObject } from "./service.ts";
import { renderTask, taskObject } from "./task.ts";

/** A manifest, and what becomes of it. */
export interface Rendered extends Judged {
  readonly manifest: Manifest;
}

/** All that is among the files, by kind. */
interface Inventory {
  readonly clusters: readonly Read<ClusterSpec>[];
  readonly definitions: readonly Read<TaskDefinitionSpec>[];
  readonly services: readonly Read<ServiceSpec>[];
  readonly tasks: readonly Read<TaskSpec>[];
}

/**
 * The objects that Berth would make of manifests in an empty namespace of a cluster that has a container instance and a
 * Fargate pool. The same manifests and assumptions give the same objects; they come in the order of the manifests.
 */
export function render(manifests: readonly Manifest[], assumptions: Assumptions): Rendered[] {
  const refusals = new Map<Manifest, readonly string[]>();
  const take = <Spec>(kind: Manifest["kind"], schema: Parameters<typeof read<Spec>>[1]): Read<Spec>[] =>
    manifests
      .filter((manifest) => manifest.kind === kind)
      .flatMap((manifest) => {
        const result = read(manifest, schema, assumptions.namespace);
        if ("read" in result) return [result.read];
        refusals.set(manifest, result.refusals);
        return [];
      });
  const inventory: Inventory = {
    clusters: take("Cluster", clusterSpec),
    definitions: take("TaskDefinition", taskDefinitionSpec),
    services: take("Service", serviceSpec),
    tasks: take("Task", taskSpec),
  };
  const judged = judge(inventory, assumptions);
  return manifests.map((manifest) => {
    const unread = refusals.get(manifest);
    return { manifest, ...(unread === undefined ? (judged.get(manifest) ?? refused([])) : refused(unread)) };
  });
}

function judge(inventory: Inventory, assumptions: Assumptions): Map<Manifest, Judged> {
  const { clusters, definitions, services, tasks } = inventory;
  const references = [...services, ...tasks].flatMap(
    ({ namespace, spec }) => referenceOf(namespace, spec.taskDefinition) ?? [],
  );
  const elders = definitions.filter((one, index) => firstOf(definitions, one) === index);
  const revisions = elders.map((one) => registered(one, numberOf(one, references), assumptions));
  const meant = ({ namespace, spec }: Read<ServiceSpec> | Read<TaskSpec>) => {
    const reference = referenceOf(namespace, spec.taskDefinition);
    return revisions.find((one) => reference !== undefined && isMeant(one, reference))?.revision;
  };
  const clusterOf = (namespace: string, name: string | undefined) =>
    clusters.find((one) => one.namespace === namespace && (one.spec.clusterName ?? one.manifest.metadata.name) === name)
      ?.spec;
  const all = new Map<Manifest, Judged>();
  for (const one of clusters) all.set(one.manifest, renderCluster(one));
  for (const one of definitions) all.set(one.manifest, refused([familyTaken(one, elders)]));
  for (const one of revisions) {
    const isRun = references.some((reference) => isMeant(one, reference));
    all.set(one.read.manifest, renderDefinition(one, isRun, assumptions));
  }
  for (const [index, one] of services.entries()) {
    const elder = services.slice(0, index).find((other) => identityOf(other) === identityOf(one));
    const cluster = clusterOf(one.namespace, clusterNameOf(serviceObject(one)));
    all.set(one.manifest, renderService(one, meant(one), elder, cluster, assumptions));
  }
  for (const one of tasks) {
    const cluster = clusterOf(one.namespace, clusterNamedBy(taskObject(one)));
    all.set(one.manifest, renderTask(one, meant(one), cluster, assumptions));
  }
  return all;
}

function firstOf(definitions: readonly Read<TaskDefinitionSpec>[], one: Read<TaskDefinitionSpec>): number {
  return definitions.findIndex(({ namespace }, index) => {
    const other = definitions[index];
    return namespace === one.namespace && other !== undefined && familyOf(other) === familyOf(one);
  });
}

function familyTaken(one: Read<TaskDefinitionSpec>, elders: readonly Read<TaskDefinitionSpec>[]): string {
  const family = familyOf(one);
  const elder = elders[firstOf(elders, one)];
  const where = elder === undefined ? "" : ` (${elder.manifest.source})`;
  return `ClientException: The family ${family} belongs to TaskDefinition ${elder?.manifest.metadata.name}${where} of this namespace.`;
}

/** The number of a revision: the highest one that others among the files name, since they are to find it. */
function numberOf(read: Read<TaskDefinitionSpec>, references: readonly Reference[]): number {
  const family = familyOf(read);
  const named = references
    .filter((one) => one.namespace === read.namespace && one.family === family)
    .map(({ revision = 1 }) => revision);
  return Math.max(1, ...named);
}

function isMeant({ read: { namespace }, revision }: Registered, reference: Reference): boolean {
  if (namespace !== reference.namespace || revision.family !== reference.family) return false;
  return reference.revision === undefined || reference.revision === revision.revision;
}

function identityOf(one: Read<ServiceSpec>): string {
  const service = serviceObject(one);
  return `${one.namespace}/${clusterNameOf(service)}/${serviceName(service)}`;
}

/** One line for a difference, as the condition FieldsHonoured has it, and what can be done about it. */
export function lineOf({ path, reason, instead }: Difference, prefix: string): string {
  return `not honoured: ${prefix}${path}: ${reason}${instead === undefined ? "" : ` (${instead})`}`;
}

/** All objects of a rendering, in order. */
export function objectsOf(rendered: readonly Rendered[]): KubeObject[] {
  return rendered.flatMap(({ objects }) => objects);
}
