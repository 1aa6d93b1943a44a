import type { KernelCapabilities } from "../api/concepts/linux-parameters.ts";

/** Capabilities that the *baseline* Pod Security level lets a container add. All are among the default ones. */
const BASELINE = new Set([
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
]);

// The other capabilities of Linux (capabilities(7)).
const OTHERS = new Set([
  "AUDIT_CONTROL",
  "AUDIT_READ",
  "BLOCK_SUSPEND",
  "BPF",
  "CHECKPOINT_RESTORE",
  "DAC_READ_SEARCH",
  "IPC_LOCK",
  "IPC_OWNER",
  "LEASE",
  "LINUX_IMMUTABLE",
  "MAC_ADMIN",
  "MAC_OVERRIDE",
  "NET_ADMIN",
  "NET_BROADCAST",
  "NET_RAW",
  "PERFMON",
  "SYSLOG",
  "SYS_ADMIN",
  "SYS_BOOT",
  "SYS_MODULE",
  "SYS_NICE",
  "SYS_PACCT",
  "SYS_PTRACE",
  "SYS_RAWIO",
  "SYS_RESOURCE",
  "SYS_TIME",
  "SYS_TTY_CONFIG",
  "WAKE_ALARM",
]);

const ALL = "ALL";

/** What a container adds to the runtime's default capabilities, and what it drops. */
export interface Capabilities {
  readonly add: readonly string[];
  readonly drop: readonly string[];
}

/**
 * Docker drops first and adds then, container runtimes of Kubernetes the other way round: what is to be there in the end
 * must not be dropped here. With ALL added, Docker leaves out what is dropped by its name.
 */
export function capabilitiesOf({ add = [], drop = [] }: KernelCapabilities): Capabilities {
  const [added, dropped] = [normalised(add), normalised(drop)];
  if (added.includes(ALL)) return { add: [ALL], drop: dropped.filter((name) => name !== ALL) };
  if (dropped.includes(ALL)) return { add: added, drop: [ALL] };
  return { add: added, drop: dropped.filter((name) => !added.includes(name)) };
}

/** Those of them that give a container more than any task has. */
export function beyondBaseline({ add }: Capabilities): string[] {
  return add.filter((name) => !BASELINE.has(name));
}

/** Whether Docker knows a capability by this name: in small letters and with the prefix CAP_, too. */
export function isCapability(text: string): boolean {
  const name = plain(text);
  return name === ALL || BASELINE.has(name) || OTHERS.has(name);
}

function normalised(names: readonly string[]): string[] {
  return [...new Set(names.map(plain))];
}

function plain(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, "");
}
