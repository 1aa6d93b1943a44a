import type { V1SecurityContext } from "@kubernetes/client-node";
import type { CanonicalContainer } from "./canonical.ts";
import { type ContainerShare, perContainer } from "./containers.ts";
import { mustBeAllowed } from "./features.ts";
import type { Difference, Problem, TranslateContext, Translator } from "./translator.ts";

// SELinux types that the *baseline* Pod Security level lets a container have.
const CONFINED = new Set(["container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);

// What SELinux does not confine: the type of a container that Docker runs with label:disable.
const UNCONFINED = "spc_t";

/** What `docker run --security-opt` takes. What confines a container less than others needs the right to be privileged. */
export const dockerSecurityOptions: Translator = {
  concept: "docker-security-options",
  becomes: {
    "containerDefinitions[].dockerSecurityOptions":
      "no-new-privileges: allowPrivilegeEscalation false; apparmor:PROFILE: appArmorProfile Localhost; label:…: seLinuxOptions; apparmor:unconfined, label:disable, label:user, label:role and other types than containers have need the right to be privileged",
  },
  differs: {
    "containerDefinitions[].dockerSecurityOptions":
      "credentialspec and what is none of these has no effect, nor has no-new-privileges in a privileged container, which is reported",
  },
  translate: (definition, context) =>
    perContainer(definition, (container, path) => shareOf(container, `${path}.dockerSecurityOptions`, context)),
};

/** What becomes of one option. */
interface Effect {
  readonly securityContext?: V1SecurityContext;
  /** Whether it takes limits away that every other task has. */
  readonly loosens?: boolean;
  /** Why it has no effect. */
  readonly reason?: string;
}

function shareOf(container: CanonicalContainer, path: string, context: TranslateContext): ContainerShare {
  const differences: Difference[] = [];
  const refusals: Problem[] = [];
  let merged: V1SecurityContext = {};
  for (const [index, option] of (container.dockerSecurityOptions ?? []).entries()) {
    const place = `${path}[${index}]`;
    const { securityContext, loosens = false, reason } = effectOf(option, container);
    if (reason !== undefined) differences.push({ path: place, reason: `"${option}" has no effect: ${reason}` });
    const what = `dockerSecurityOptions "${option}"`;
    const refused = loosens ? mustBeAllowed(["privileged"], place, what, context) : [];
    refusals.push(...refused);
    if (refused.length > 0 || securityContext === undefined) continue;
    const labels = { ...merged.seLinuxOptions, ...securityContext.seLinuxOptions };
    merged = { ...merged, ...securityContext, ...(Object.keys(labels).length > 0 && { seLinuxOptions: labels }) };
  }
  const isEmpty = Object.keys(merged).length === 0;
  return { ...(!isEmpty && { container: { securityContext: merged } }), differences, refusals };
}

// Docker takes `=` for `:`, and a value of no-new-privileges.
function effectOf(option: string, { privileged }: CanonicalContainer): Effect {
  const [, name, value = ""] = /^([a-z-]+)(?:[:=](.*))?$/.exec(option) ?? [];
  switch (name) {
    case "no-new-privileges":
      if (value === "false") return {};
      if (privileged === true) return { reason: "a privileged container has all privileges" };
      return { securityContext: { allowPrivilegeEscalation: false } };
    case "apparmor":
      return appArmor(value);
    case "label":
      return label(value);
    case "credentialspec":
      return { reason: "a container on Linux joins no Active Directory domain" };
    default:
      return { reason: "ECS knows no such option" };
  }
}

// docker-default is the profile that a container has anyway.
function appArmor(profile: string): Effect {
  if (profile === "docker-default") return {};
  if (profile === "unconfined") return { securityContext: { appArmorProfile: { type: "Unconfined" } }, loosens: true };
  if (profile.trim() !== profile || profile === "") return { reason: "it names no profile" };
  return { securityContext: { appArmorProfile: { type: "Localhost", localhostProfile: profile } } };
}

function label(text: string): Effect {
  const [, part, value = ""] = /^([a-z]+)(?::(.+))?$/.exec(text) ?? [];
  if (part === "disable") return { securityContext: { seLinuxOptions: { type: UNCONFINED } }, loosens: true };
  if (value === "") return { reason: "it names no label" };
  switch (part) {
    case "type":
      return { securityContext: { seLinuxOptions: { type: value } }, loosens: !CONFINED.has(value) };
    case "level":
      return { securityContext: { seLinuxOptions: { level: value } } };
    case "user":
    case "role":
      return { securityContext: { seLinuxOptions: { [part]: value } }, loosens: true };
    default:
      return { reason: "Kubernetes sets an SELinux user, role, type and level only" };
  }
}
