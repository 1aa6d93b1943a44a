import type { V1Container, V1PodSpec, V1SecurityContext } from "@kubernetes/client-node";
import type { Feature } from "../../src/translate/translator.ts";

/* The *baseline* Pod Security Standard, written down anew from its page, for tests of what is written by it. */

const CAPABILITIES =
  /^(AUDIT_WRITE|CHOWN|DAC_OVERRIDE|FOWNER|FSETID|KILL|MKNOD|NET_BIND_SERVICE|SET(FCAP|GID|PCAP|UID)|SYS_CHROOT)$/;
const SYSCTLS = new RegExp(
  [
    "^kernel\\.shm_rmid_forced$",
    "^net\\.ipv4\\.(ip_local_(port_range|reserved_ports)|ip_unprivileged_port_start|ping_group_range)$",
    "^net\\.ipv4\\.tcp_(fin_timeout|keepalive_(intvl|probes|time)|rmem|syncookies|wmem)$",
  ].join("|"),
);
const SELINUX_TYPE = /^(|container_t|container_init_t|container_kvm_t|container_engine_t)$/;

/** What of a Pod is beyond the *baseline* level, as the features by which a namespace is allowed it. */
export function beyondBaseline(pod: V1PodSpec): ReadonlySet<Feature> {
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  const ofPod: [Feature, boolean][] = [
    ["hostNetwork", pod.hostNetwork === true],
    ["hostPid", pod.hostPID === true],
    ["hostIpc", pod.hostIPC === true],
    ["hostPaths", (pod.volumes ?? []).some(({ hostPath }) => hostPath !== undefined)],
    ["sysctls", (pod.securityContext?.sysctls ?? []).some(({ name }) => !SYSCTLS.test(name))],
    ["privileged", isLoose(pod.securityContext)],
    // No part of that standard: who starts a Pod may be less than who may use a role.
    ["taskRole", pod.serviceAccountName !== undefined],
  ];
  const used = [...ofPod, ...containers.flatMap(ofContainer)];
  return new Set(used.flatMap(([feature, isUsed]) => (isUsed ? [feature] : [])));
}

function ofContainer({ ports = [], securityContext = {} }: V1Container): [Feature, boolean][] {
  return [
    ["hostPorts", ports.some(({ hostPort }) => hostPort !== undefined)],
    ["capabilities", (securityContext.capabilities?.add ?? []).some((name) => !CAPABILITIES.test(name))],
    ["privileged", securityContext.privileged === true || isLoose(securityContext)],
  ];
}

type Context = Pick<V1SecurityContext, "appArmorProfile" | "procMount" | "seccompProfile" | "seLinuxOptions">;

function isLoose({ appArmorProfile, procMount = "Default", seccompProfile, seLinuxOptions = {} }: Context = {}) {
  const { type = "", user, role } = seLinuxOptions;
  const isLabelled = !SELINUX_TYPE.test(type) || user !== undefined || role !== undefined;
  const isUnconfined = appArmorProfile?.type === "Unconfined" || seccompProfile?.type === "Unconfined";
  return isLabelled || isUnconfined || procMount !== "Default";
}
