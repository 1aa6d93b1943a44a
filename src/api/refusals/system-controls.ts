import { phrase } from "../phrase.ts";
import type { OperatorOnly } from "../rule.ts";

export const NOT_NAMESPACED = phrase`sysctl "${"sysctl"}" is not in a separate kernel namespace`;
export const HOST_NETWORK_SYSCTL = phrase`sysctl "${"sysctl"}" not allowed in host network namespace`;
export const HOST_IPC_SYSCTL = phrase`sysctl "${"sysctl"}" is not allowed in the hosts ipc namespace`;

const BY_RUNC = "ECS registers it, and it is the container runtime that refuses it when the task starts";

export const systemControlChecks: readonly OperatorOnly[] = [NOT_NAMESPACED, HOST_NETWORK_SYSCTL, HOST_IPC_SYSCTL].map(
  (one) => ({ phrase: one, why: BY_RUNC }),
);
