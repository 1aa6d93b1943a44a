import type { Difference } from "../translator.ts";
export function unsupportedOfService(_spec: object): Difference[] {
  return [];
}
export function unsupportedOfCluster(_spec: object): Difference[] {
  return [];
}
