import { clusterNameOf, type ServiceObject, serviceName } from "../api/service-identity.ts";
import type { TaskObject } from "../api/task-identity.ts";
import { clusterIn, inCluster } from "./cluster-choice.ts";
import { Failure } from "./failure.ts";
import type { Session } from "./session.ts";
import { lastPart } from "./short-names.ts";
import { idOfTask, type TaskView } from "./task-view.ts";

/** What somebody means by a name: a task, or a Task object with all of its tasks. */
export type TaskTarget =
  | { readonly kind: "task"; readonly task: TaskView }
  | { readonly kind: "object"; readonly object: TaskObject; readonly tasks: readonly TaskView[] };

type Where = Pick<Session, "namespace" | "cluster">;

/** The services of the cluster that was named, by name. */
export function servicesOf(services: readonly ServiceObject[], { cluster }: Where): ServiceObject[] {
  const isIn = inCluster(cluster);
  return services.filter((service) => isIn(clusterNameOf(service))).toSorted(byName);
}

/** The service that is meant by its ECS name, its ARN or the name of its object. Throws where there is not one. */
export function serviceNamed(services: readonly ServiceObject[], given: string, where: Where): ServiceObject {
  const all = servicesOf(services, where);
  const found = findService(all, given);
  if (found.length > 1) {
    const clusters = found.map((service) => clusterNameOf(service)).join(", ");
    throw new Failure(`there is a service ${given} in each of the clusters ${clusters}: name one with --cluster`);
  }
  if (found[0] !== undefined) return found[0];
  const there = all.map(serviceName);
  const hint = there.length === 0 ? "there is none" : `there is ${listed(there)}`;
  throw new Failure(`Service not found: ${given}, in namespace ${where.namespace}${ofCluster(where)}, where ${hint}`);
}

/** Services that a name may mean: ECS names first, then those of objects. */
export function findService(services: readonly ServiceObject[], given: string): ServiceObject[] {
  const name = lastPart(given);
  const cluster = clusterIn(given);
  const candidates = cluster === undefined ? services : services.filter((one) => clusterNameOf(one) === cluster);
  const byEcsName = candidates.filter((service) => serviceName(service) === name);
  return byEcsName.length > 0 ? byEcsName : candidates.filter(({ metadata }) => metadata.name === name);
}

/** What is meant by a task's id, the beginning of one, its ARN, or the name of a Task object; else `undefined`. */
export function findTask(
  tasks: readonly TaskView[],
  objects: readonly TaskObject[],
  given: string,
): TaskTarget | undefined {
  const name = lastPart(given);
  const object = given.startsWith("arn:") ? undefined : objects.find(({ metadata }) => metadata.name === name);
  if (object !== undefined) return { kind: "object", object, tasks: tasksOf(tasks, object) };
  if (!ID.test(name)) return undefined;
  const found = tasks.filter((task) => idOfTask(task).startsWith(name));
  if (found.length > 1) throw new Failure(`several task ids begin with ${name}: ${listed(found.map(idOfTask))}`);
  return found[0] && { kind: "task", task: found[0] };
}

// So many digits of an id say which one is meant, as for docker.
const ID = /^[0-9a-f]{4,32}$/;

/**
 * What the services' status, as it was written last, says of a task's id, or of the beginning of one, besides its
 * record: that the task lives, or in an event that it has stopped.
 */
export function reportOf(services: readonly ServiceObject[], given: string): "live" | "stopped" | undefined {
  const id = lastPart(given);
  if (!ID.test(id)) return undefined;
  const statuses = services.flatMap(({ status }) => status ?? []);
  if (statuses.some(({ kubernetes }) => kubernetes?.tasks?.some((one) => one.startsWith(id)))) return "live";
  const stops = statuses
    .flatMap(({ events = [] }) => events)
    .filter(({ message }) => message.includes(" has stopped "));
  return stops.some(({ message }) => message.includes(`(task ${id}`)) ? "stopped" : undefined;
}

/** As `findTask`, but throws where there is none. */
export function taskNamed(
  tasks: readonly TaskView[],
  objects: readonly TaskObject[],
  given: string,
  where: Where,
): TaskTarget {
  const found = findTask(tasks, objects, given);
  if (found !== undefined) return found;
  const stopped = "it may have stopped long ago";
  throw new Failure(
    `The referenced task was not found: ${given}, in namespace ${where.namespace}${ofCluster(where)} (${stopped})`,
  );
}

/** The tasks of a Task object, which may be those of another one with the same clientToken. */
export function tasksOf(tasks: readonly TaskView[], { status }: TaskObject): TaskView[] {
  const arns = new Set(status?.tasks?.map(({ taskArn }) => taskArn));
  return tasks.filter(({ taskArn }) => arns.has(taskArn));
}

/** The tasks of a service: there may be one of its name in another cluster. */
export function tasksOfService(tasks: readonly TaskView[], service: ServiceObject): TaskView[] {
  const [name, cluster] = [serviceName(service), clusterNameOf(service)];
  return tasks.filter(({ kubernetes, taskArn }) => kubernetes.service === name && clusterIn(taskArn) === cluster);
}

/** The tasks that are in the cluster that was named. */
export function tasksInCluster(tasks: readonly TaskView[], { cluster }: Where): TaskView[] {
  const isIn = inCluster(cluster);
  return tasks.filter(({ taskArn }) => isIn(clusterIn(taskArn)));
}

/** ` and cluster NAME`, where one was named. */
export function ofCluster({ cluster }: Where): string {
  return cluster === undefined ? "" : ` and cluster ${lastPart(cluster)}`;
}

function byName(a: ServiceObject, b: ServiceObject): number {
  return serviceName(a).localeCompare(serviceName(b));
}

const MOST_NAMED = 10;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
