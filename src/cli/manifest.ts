import { API_VERSION, GROUP } from "../api/group.ts";
import { clusterSpec } from "../api/kinds/cluster.ts";
import { serviceSpec } from "../api/kinds/service.ts";
import { taskSpec } from "../api/kinds/task.ts";
import { kubernetesName } from "../api/names.ts";
import { isRecord } from "../kube/object.ts";
import { type Document, unreadable } from "./documents.ts";

type Value = Readonly<Record<string, unknown>>;

/** An object of one of Berth's kinds, as it was read: nobody has looked at its spec. */
export interface Manifest {
  readonly kind: "Cluster" | "Service" | "Task" | "TaskDefinition";
  readonly metadata: Value & { readonly name: string; readonly namespace?: string | undefined };
  readonly spec: Value;
  readonly source: string;
  /** A member of an ECS request that is not there, and without which the object has no name. */
  readonly lacks?: string;
}

/** What ECS's own tools say where a request has no name: nothing can be made of it. */
export function nameless({ lacks }: Manifest): string[] {
  return lacks === undefined ? [] : [`ClientException: Missing required parameter in input: "${lacks}"`];
}

/** What was read, and what was left out since it is none of Berth's: its source and why. */
export interface Manifests {
  readonly manifests: readonly Manifest[];
  readonly skipped: readonly string[];
}

/** Makes manifests of what was read. Throws one failure for all documents that are neither ECS JSON nor manifests. */
export function manifestsIn(documents: readonly Document[]): Manifests {
  const found = documents.map(manifestsOf);
  const faults = found.flatMap((one) => ("fault" in one ? [one.fault] : []));
  if (faults.length > 0) throw unreadable(faults);
  return {
    manifests: found.flatMap((one) => ("manifests" in one ? one.manifests : [])),
    skipped: found.flatMap((one) => ("skipped" in one ? [one.skipped] : [])),
  };
}

type Reading = { manifests: Manifest[] } | { skipped: string } | { fault: string };

function manifestsOf({ source, value }: Document): Reading {
  const fault = (reason: string): Reading => ({ fault: `${source}: ${reason}` });
  if (!isRecord(value)) return fault("it is neither an ECS request nor a manifest, but a mere value");
  if (typeof value.apiVersion === "string" && typeof value.kind === "string") return ofKubernetes(source, value, fault);
  const manifests = ofEcs(source, value);
  return manifests.length > 0 ? { manifests } : fault(strangeness(value));
}

function ofKubernetes(source: string, value: Value, fault: (reason: string) => Reading): Reading {
  const { apiVersion, kind, metadata, spec } = value;
  const what = `${apiVersion} ${kind}`;
  if (!String(apiVersion).startsWith(`${GROUP}/`)) return { skipped: `${source}: ${what} is none of Berth's kinds` };
  const known = KINDS.find((one) => one === kind);
  if (apiVersion !== API_VERSION || known === undefined) {
    return fault(`there is no ${what}; Berth has ${KINDS.join(", ")} of ${API_VERSION}`);
  }
  if (!isRecord(metadata) || typeof metadata.name !== "string") return fault("metadata.name is missing");
  if (!isRecord(spec ?? {})) return fault("spec is no object");
  const { name, namespace, labels, annotations } = metadata;
  const kept = {
    name,
    ...(typeof namespace === "string" && { namespace }),
    ...(labels !== undefined && { labels }),
    ...(annotations !== undefined && { annotations }),
  };
  return { manifests: [{ kind: known, metadata: kept, spec: isRecord(spec) ? spec : {}, source }] };
}

const KINDS = ["Cluster", "TaskDefinition", "Service", "Task"] as const;

/** The objects that a request of ECS, or the answer of a Describe call, is about. */
function ofEcs(source: string, value: Value): Manifest[] {
  const { taskDefinition, taskDefinitions, service, services, cluster, clusters, tags } = value;
  if (isRecord(taskDefinition)) return [definition(source, tags ? { ...taskDefinition, tags } : taskDefinition)];
  if (isRecord(service)) return [described(source, service)];
  if (isRecord(cluster)) return [named("Cluster", source, cluster, "clusterName")];
  if ("containerDefinitions" in value) return [definition(source, value)];
  if (areRecords(taskDefinitions)) return taskDefinitions.map((one) => definition(source, one));
  if (areRecords(services)) return services.map((one) => described(source, one));
  if (areRecords(clusters)) return clusters.map((one) => named("Cluster", source, one, "clusterName"));
  if (typeof service === "string") return [updated(source, value, service)];
  if (isRequest(value, SERVICE_ONLY)) return [named("Service", source, value, "serviceName")];
  if (typeof taskDefinition === "string") return [task(source, value, taskDefinition)];
  return isRequest(value, CLUSTER_ONLY) ? [named("Cluster", source, value, "clusterName")] : [];
}

type Shaped = { readonly shape: object };

/** Members that one request has, and the others have not. */
function membersOnlyOf({ shape }: Shaped, others: readonly Shaped[]): string[] {
  return Object.keys(shape).filter((member) => others.every((other) => !Object.hasOwn(other.shape, member)));
}
const SERVICE_ONLY = membersOnlyOf(serviceSpec, [taskSpec, clusterSpec]);
const CLUSTER_ONLY = membersOnlyOf(clusterSpec, [taskSpec, serviceSpec]);

function isRequest(value: Value, telling: readonly string[]): boolean {
  return telling.some((member) => Object.hasOwn(value, member));
}

function areRecords(value: unknown): value is readonly Value[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}

function named(kind: Manifest["kind"], source: string, spec: Value, member: string): Manifest {
  const name = spec[member];
  if (typeof name !== "string" || name === "") return { kind, metadata: { name: "" }, spec, source, lacks: member };
  return { kind, metadata: { name: kubernetesName(name) }, spec, source };
}

function definition(source: string, spec: Value): Manifest {
  return named("TaskDefinition", source, spec, "family");
}

/** A service as DescribeServices tells it, as the request that makes it. */
function described(source: string, answer: Value): Manifest {
  const { clusterArn, roleArn, desiredCount, ...rest } = answer;
  const spec = {
    ...(typeof clusterArn === "string" && { cluster: clusterArn }),
    ...(typeof roleArn === "string" && { role: roleArn }),
    // ECS counts the instances of a DAEMON service itself.
    ...(desiredCount !== undefined && rest.schedulingStrategy !== "DAEMON" && { desiredCount }),
    ...rest,
  };
  return named("Service", source, spec, "serviceName");
}

/** UpdateService, as far as CreateService says the same. */
function updated(source: string, { service: _, ...rest }: Value, reference: string): Manifest {
  const serviceName = reference.slice(reference.lastIndexOf("/") + 1);
  return named("Service", source, { serviceName, ...rest }, "serviceName");
}

/** RunTask. It has no name of its own, so that its object has that of the family. */
function task(source: string, spec: Value, reference: string): Manifest {
  const family = reference.slice(reference.lastIndexOf("/") + 1).replace(/:\d+$/, "");
  return { kind: "Task", metadata: { name: kubernetesName(family) }, spec, source };
}

function strangeness(value: Value): string {
  if ("tasks" in value || "taskArn" in value) return "it is what DescribeTasks answers; a request of RunTask is needed";
  if ("Resources" in value) return "it is a CloudFormation template; only requests of ECS and manifests are read";
  const hint =
    "a task definition has containerDefinitions, a service serviceName, a cluster clusterName, RunTask taskDefinition";
  return `it is neither an ECS request nor a manifest: ${hint}`;
}
