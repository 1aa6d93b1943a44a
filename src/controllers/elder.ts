import type { KubeObject } from "../api/kube-object.ts";

/** Whether `other` was there before `object`: of two that want one ECS name the elder has it. */
export function isElder(other: KubeObject, object: KubeObject): boolean {
  if (other.metadata.uid === object.metadata.uid) return false;
  const [a, b] = [other.metadata.creationTimestamp ?? "", object.metadata.creationTimestamp ?? ""];
  return a === b ? other.metadata.name < object.metadata.name : a < b;
}

/** The eldest of some objects. */
export function eldest<T extends KubeObject>(objects: readonly T[]): T | undefined {
  return objects.find((object) => !objects.some((other) => isElder(other, object)));
}
