// Kernel parameters of an IPC namespace besides fs.mqueue.*; runc knows the same ones.
const IPC = new Set([
  "kernel.msgmax",
  "kernel.msgmnb",
  "kernel.msgmni",
  "kernel.sem",
  "kernel.shmall",
  "kernel.shmmax",
  "kernel.shmmni",
  "kernel.shm_rmid_forced",
]);

/** Those that the kubelet sets and the *baseline* Pod Security level lets through without further ado. */
const SAFE = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
]);

/** The kernel namespace that a parameter belongs to; none: it is the whole machine's. */
export function kernelNamespace(sysctl: string): "ipc" | "net" | undefined {
  if (sysctl.startsWith("net.")) return "net";
  return IPC.has(sysctl) || sysctl.startsWith("fs.mqueue.") ? "ipc" : undefined;
}

// What Kubernetes takes as the name of a parameter.
const NAME = /^(?=.{1,253}$)([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;

/** Whether Kubernetes takes the name: small letters only. */
export function isSettable(sysctl: string): boolean {
  return NAME.test(sysctl);
}

/** Whether it can have no effect on other tasks of the Node. */
export function isSafe(sysctl: string): boolean {
  return SAFE.has(sysctl);
}
