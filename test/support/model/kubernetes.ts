import type { Deployment, Pod, ReplicaSet } from "../../../src/api/kube-object.ts";
import { annotations } from "../../../src/api/labels.ts";

/*
 * What Kubernetes' controllers make of a Deployment, one step at a time (Kubernetes 1.35, pkg/controller/deployment and
 * pkg/controller/replicaset). test/integration/model.test.ts holds it against the real ones.
 */

/** A ReplicaSet with the count that the Deployment's controller noted when it last sized it. */
export interface ModelSet {
  set: ReplicaSet;
  notedReplicas: number;
  notedMost: number;
}

/** The objects that the controllers work on. */
export interface ModelState {
  deployment: Deployment | undefined;
  sets: ModelSet[];
  pods: Pod[];
}

const hashOf = (template: { metadata?: { annotations?: Record<string, string> } } | undefined) =>
  template?.metadata?.annotations?.[annotations.templateHash] ?? "";

export const isActive = ({ status, metadata }: Pod) =>
  status?.phase !== "Failed" && status?.phase !== "Succeeded" && metadata.deletionTimestamp === undefined;

export const isReady = ({ status }: Pod) =>
  status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;

export const podsOf = (state: ModelState, { set }: ModelSet) =>
  state.pods.filter((pod) => pod.metadata.ownerReferences?.[0]?.uid === set.metadata.uid);

const sizeOf = ({ set }: ModelSet) => set.spec?.replicas ?? 0;
const resize = (one: ModelSet, replicas: number) => {
  if (one.set.spec) one.set = { ...one.set, spec: { ...one.set.spec, replicas: Math.max(replicas, 0) } };
};
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** One pass of the Deployment's controller; `makeSet` names a new ReplicaSet. */
export function stepDeployment(state: ModelState, makeSet: (template: object) => ReplicaSet): void {
  const { deployment } = state;
  if (deployment?.spec === undefined) return;
  const { spec } = deployment;
  const replicas = spec.replicas ?? 1;
  const rolling = spec.strategy?.type === "Recreate" ? undefined : spec.strategy?.rollingUpdate;
  const [surge, unavailable] = [Number(rolling?.maxSurge ?? 0), Number(rolling?.maxUnavailable ?? 0)];
  const available = (one: ModelSet) => podsOf(state, one).filter((pod) => isActive(pod) && isReady(pod)).length;
  const note = (one: ModelSet) => Object.assign(one, { notedReplicas: replicas, notedMost: replicas + surge });
  const isNew = (one: ModelSet) => hashOf(one.set.spec?.template) === hashOf(spec.template);
  const current = () => state.sets.filter(isNew)[0];
  const old = () => state.sets.filter((one) => !isNew(one));

  const isScaling = state.sets.some((one) => sizeOf(one) > 0 && one.notedReplicas !== replicas);
  if (spec.paused === true || isScaling) {
    scale(state.sets, { current: current(), replicas, surge, isRolling: rolling !== undefined, available, note });
  } else {
    if (current() === undefined) {
      const set = makeSet(spec.template);
      const total = sum(state.sets.map(sizeOf));
      const room = rolling === undefined ? replicas : Math.max(Math.min(replicas + surge - total, replicas), 0);
      const made = { set, notedReplicas: replicas, notedMost: replicas + surge };
      resize(made, room);
      state.sets.push(made);
    } else roll(state.sets, current(), { replicas, surge, unavailable, available, old });
  }
  for (const one of state.sets) if (sizeOf(one) === 0) note(one);
  const primary = current();
  const counts = state.sets.map((one) => podsOf(state, one).filter(isActive).length);
  state.deployment = {
    ...deployment,
    status: {
      observedGeneration: deployment.metadata.generation ?? 0,
      replicas: sum(counts),
      updatedReplicas: primary === undefined ? 0 : podsOf(state, primary).filter(isActive).length,
      availableReplicas: sum(state.sets.map(available)),
    },
  };
}

interface Scaling {
  current: ModelSet | undefined;
  replicas: number;
  surge: number;
  isRolling: boolean;
  available: (one: ModelSet) => number;
  note: (one: ModelSet) => void;
}

function scale(sets: ModelSet[], { current, replicas, surge, isRolling, available, note }: Scaling): void {
  const active = sets.filter((one) => sizeOf(one) > 0);
  const alone = active.length === 1 ? active[0] : active.length === 0 ? (current ?? sets.at(-1)) : undefined;
  if (alone !== undefined) {
    resize(alone, replicas);
    note(alone);
    return;
  }
  if (active.length === 0) return;
  const isSaturated =
    current && sizeOf(current) === replicas && current.notedReplicas === replicas && available(current) === replicas;
  if (isSaturated) {
    for (const one of active) if (one !== current) resize(one, 0);
    return;
  }
  if (!isRolling) return;
  const allowed = replicas > 0 ? replicas + surge : 0;
  const toAdd = allowed - sum(active.map(sizeOf));
  const ordered = active.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  let added = 0;
  const shares = ordered.map((one) => {
    const share = Math.round((sizeOf(one) * allowed) / Math.max(one.notedMost, 1)) - sizeOf(one);
    const left = toAdd - added;
    const bounded = toAdd > 0 ? Math.max(Math.min(share, left), 0) : Math.min(Math.max(share, left), 0);
    added += bounded;
    return bounded;
  });
  for (const [index, one] of ordered.entries()) {
    resize(one, sizeOf(one) + (shares[index] ?? 0) + (index === 0 ? toAdd - added : 0));
    note(one);
  }
}

interface Rolling {
  replicas: number;
  surge: number;
  unavailable: number;
  available: (one: ModelSet) => number;
  old: () => ModelSet[];
}

function roll(sets: ModelSet[], current: ModelSet | undefined, numbers: Rolling): void {
  if (current === undefined) return;
  const { replicas, surge, unavailable, available, old } = numbers;
  const total = () => sum(sets.map(sizeOf));
  const up = Math.min(replicas + surge - total(), replicas - sizeOf(current));
  if (sizeOf(current) > replicas || up > 0) {
    resize(current, sizeOf(current) > replicas ? replicas : sizeOf(current) + up);
    return;
  }

  const least = replicas - unavailable;
  let most = total() - least - (sizeOf(current) - available(current));
  if (most <= 0) return;
  for (const one of old()) {
    const unhealthy = Math.min(most, sizeOf(one) - available(one));
    if (unhealthy > 0) resize(one, sizeOf(one) - unhealthy);
    most -= Math.max(unhealthy, 0);
  }
  let surplus = sum(sets.map((one) => Math.min(available(one), sizeOf(one)))) - least;
  for (const one of old()) {
    const less = Math.max(Math.min(sizeOf(one), surplus), 0);
    resize(one, sizeOf(one) - less);
    surplus -= less;
  }
}

/** Pods that a ReplicaSet's controller deletes next, and how many it creates. Those that are not ready go first. */
export function replicaSetNeeds(state: ModelState, one: ModelSet): { create: number; remove: Pod[] } {
  const active = podsOf(state, one).filter(isActive);
  const surplus = active.length - sizeOf(one);
  const rank = (pod: Pod) => (isReady(pod) ? 1 : 0);
  const ordered = active.toSorted(
    (a, b) =>
      rank(a) - rank(b) || (b.metadata.creationTimestamp ?? "").localeCompare(a.metadata.creationTimestamp ?? ""),
  );
  return { create: Math.max(-surplus, 0), remove: ordered.slice(0, Math.max(surplus, 0)) };
}
