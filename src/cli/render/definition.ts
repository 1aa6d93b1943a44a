import { arns } from "../../api/arn.ts";
import type { TaskDefinitionSpec } from "../../api/kinds/task-definition.ts";
import { judgeTaskDefinition } from "../../plan/task-definition.ts";
import { canonicalise } from "../../translate/canonical.ts";
import { type Revision, revisionConfigMap } from "../../translate/revision/config-map.ts";
import { translateTaskDefinition } from "../../translate/translate.ts";
import type { Difference } from "../../translate/translator.ts";
import { type Assumptions, settingsOf } from "./assumed.ts";
import { type Judged, linesOf, type Read, refused } from "./judged.ts";
import { renderTask } from "./task.ts";

/** A task definition among the files, as the revision that it is taken for. */
export interface Registered {
  readonly read: Read<TaskDefinitionSpec>;
  readonly revision: Revision;
}

/** The revision of a task definition; its number is what others among the files name, else 1. */
export function registered(read: Read<TaskDefinitionSpec>, number: number, assumptions: Assumptions): Registered {
  const { spec } = read;
  const family = familyOf(read);
  const { identity } = settingsOf(assumptions);
  const pullPolicy = spec.kubernetes?.imagePullPolicy;
  const revision: Revision = {
    family,
    revision: number,
    status: "ACTIVE",
    arn: arns.taskDefinition(identity, family, number),
    definition: canonicalise(spec, family),
    extras: pullPolicy === undefined ? {} : { imagePullPolicy: pullPolicy },
  };
  return { read, revision };
}

/** The family of a task definition. */
export function familyOf({ spec, manifest }: Read<TaskDefinitionSpec>): string {
  return spec.family ?? manifest.metadata.name;
}

/** What a task definition becomes: its revision, and a task of it where nothing else among the files runs it. */
export function renderDefinition({ read, revision }: Registered, isRun: boolean, assumptions: Assumptions): Judged {
  const { spec, namespace, nulls } = read;
  const settings = settingsOf(assumptions);
  const { refusal, differences } = judgeTaskDefinition(spec, revision.family, namespace, nulls, settings);
  if (refusal !== undefined) {
    // The operator names the first feature that is missing; here all of them are named.
    const all = refusal.reason === "NotAllowed" ? missingFeatures(read, revision, assumptions) : [];
    return refused([...linesOf(refusal.message), ...all]);
  }
  const stored = revisionConfigMap(namespace, revision);
  if (isRun) return { refusals: [], differences, objects: [stored] };
  const task = aTask(read, revision, assumptions);
  const shown = renderTask(task, revision, undefined, assumptions);
  if (shown.refusals.length > 0) return shown;
  const own = translated(read, revision, assumptions).differences;
  return { refusals: [], differences: distinct([...differences, ...own]), objects: [stored, ...shown.objects] };
}

function missingFeatures(read: Read<TaskDefinitionSpec>, revision: Revision, assumptions: Assumptions): string[] {
  return translated(read, revision, assumptions).refusals.map(({ message }) => `ClientException: ${message}`);
}

function translated(
  { namespace }: Read<TaskDefinitionSpec>,
  { definition, extras }: Revision,
  assumptions: Assumptions,
) {
  const settings = settingsOf(assumptions);
  return translateTaskDefinition(definition, {
    ...settings,
    namespace,
    imagePullPolicy: extras.imagePullPolicy ?? settings.imagePullPolicy,
    launchType: launchTypeFor(definition, assumptions),
    behindLoadBalancer: [],
    runsAs: "task",
  });
}

/** A request that runs a task definition, as somebody would make it to see what it does. */
function aTask({ manifest, namespace }: Read<TaskDefinitionSpec>, revision: Revision, assumptions: Assumptions) {
  const { family, revision: number, definition } = revision;
  const { cluster } = assumptions;
  const launchType = launchTypeFor(definition, assumptions);
  const spec = { taskDefinition: `${family}:${number}`, launchType, ...(cluster !== undefined && { cluster }) };
  return { manifest, namespace, spec, nulls: [] };
}

/** FARGATE for what is for Fargate only, else EC2, unless somebody wants another one. */
function launchTypeFor({ requiresCompatibilities = [], compatibilities }: Revision["definition"], wish: Assumptions) {
  if (wish.launchType !== undefined) return wish.launchType;
  const isForFargate = requiresCompatibilities.length > 0 && requiresCompatibilities.every((one) => one === "FARGATE");
  const onlyFargate = compatibilities.includes("FARGATE") && !compatibilities.includes("EC2");
  return isForFargate || onlyFargate ? "FARGATE" : "EC2";
}

function distinct(differences: readonly Difference[]): Difference[] {
  return [...new Map(differences.map((one) => [`${one.path}: ${one.reason}`, one])).values()];
}
