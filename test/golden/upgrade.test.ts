import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import type { TaskDefinitionSpec } from "../../src/api/kinds/task-definition.ts";
import type { ConfigMap, DaemonSet, Deployment } from "../../src/api/kube-object.ts";
import { annotations } from "../../src/api/labels.ts";
import { fromYaml, toYaml } from "../../src/api/yaml.ts";
import { planService } from "../../src/plan/service.ts";
import { planFamily } from "../../src/plan/task-definition.ts";
import { canonicalise } from "../../src/translate/canonical.ts";
import { type Revision, readRevision, revisionConfigMap } from "../../src/translate/revision/config-map.ts";
import { observed, rolloutOf, settings } from "../support/a-service.ts";

// What each release stored for the inputs beside it. A new release adds its folder once, with
// GOLDEN_RECORD=<version> npx vitest run test/golden/upgrade.test.ts; a folder is never changed afterwards.
const folder = join(import.meta.dirname, "../releases");

interface Input {
  service: ServiceSpec;
  taskDefinition: TaskDefinitionSpec;
}

interface Stored {
  revision: ConfigMap;
  workload: (Deployment | DaemonSet) & { kind: string };
}

const inputs = readdirSync(join(folder, "inputs")).map((file) => file.replace(".yaml", ""));
const read = (...path: string[]): unknown => fromYaml(readFileSync(join(folder, ...path), "utf8"));
const inputOf = (name: string) => read("inputs", `${name}.yaml`) as Input;

/** What today's operator stores for an input. */
function stored({ service, taskDefinition }: Input): Stored {
  const definition = canonicalise(taskDefinition, "web");
  const arn = "arn:aws:ecs:local:000000000000:task-definition/web:1";
  const revision = revisionConfigMap("demo", {
    family: "web",
    revision: 1,
    status: "ACTIVE",
    arn,
    definition,
    extras: {},
  });
  const intents = rolloutOf(planService(observation(service, revision), settings, NOW)).intents;
  return { revision, workload: intents.find(({ kind }) => kind !== "Service") as Stored["workload"] };
}

function observation(service: ServiceSpec, configMap: ConfigMap, workload?: Stored["workload"]) {
  const { service: object, ...rest } = observed({ revision: revisionOf(configMap) });
  return {
    ...rest,
    service: { ...object, spec: service },
    deployment: workload?.kind === "Deployment" ? (workload as Deployment) : undefined,
    daemonSet: workload?.kind === "DaemonSet" ? (workload as DaemonSet) : undefined,
  };
}

function revisionOf(configMap: ConfigMap): Revision {
  const revision = readRevision(configMap);
  if (revision === undefined) throw new Error("the recorded revision is none");
  return revision;
}

const NOW = new Date("2026-02-03T04:05:06Z");

const record = process.env.GOLDEN_RECORD;
if (record !== undefined && !existsSync(join(folder, record))) {
  mkdirSync(join(folder, record));
  for (const name of inputs) writeFileSync(join(folder, record, `${name}.yaml`), toYaml(stored(inputOf(name))));
}

const releases = readdirSync(folder).filter((name) => name !== "inputs");

describe.each(releases)("what release %s stored", (release) => {
  const cases = readdirSync(join(folder, release)).map((file) => file.replace(".yaml", ""));

  test.each(cases)("of %s runs on, untouched: the same template and deployment", (name) => {
    const { service } = inputOf(name);
    const { revision, workload } = read(release, `${name}.yaml`) as Stored;
    const plan = rolloutOf(planService(observation(service, revision, workload), settings, NOW));
    const applied = plan.intents.find(({ kind }) => kind === workload.kind) as Stored["workload"];
    expect(applied.spec?.template).toEqual(workload.spec?.template);
    expect(plan.deploymentId).toBe(workload.metadata.annotations?.[annotations.deploymentId]);
    expect(applied.spec?.selector).toEqual(workload.spec?.selector);
  });

  test.each(cases)("of %s is the content of its task definition still: no new revision", (name) => {
    const { taskDefinition } = inputOf(name);
    const { revision } = read(release, `${name}.yaml`) as Stored;
    const plan = planFamily(taskDefinition, "web", { revisions: [revisionOf(revision)], referenced: 0 });
    expect(plan.kind).toBe("current");
  });
});

/** Members that an earlier release might not have filled in. */
const LATER = ["systemControls", "volumesFrom", "placementConstraints", "requiresAttributes"];

test("a release that stored fewer defaults registers nothing anew", () => {
  for (const name of inputs) {
    const { revision } = stored(inputOf(name));
    const text = revision.data?.["task-definition.json"] ?? "";
    const known = (key: string, value: unknown) => (LATER.includes(key) ? undefined : value);
    const older = JSON.stringify(JSON.parse(text), known);
    expect(older.length).toBeLessThan(JSON.stringify(JSON.parse(text)).length);
    const before = revisionOf({ ...revision, data: { ...revision.data, "task-definition.json": older } });
    const { taskDefinition } = inputOf(name);
    expect(planFamily(taskDefinition, "web", { revisions: [before], referenced: 0 }).kind, name).toBe("current");
  }
});

test("a translator that was changed on purpose would be noticed", () => {
  const [name = ""] = inputs;
  const { service } = inputOf(name);
  const { revision, workload } = stored(inputOf(name));
  const spec = workload.spec?.template.spec;
  if (spec !== undefined) spec.terminationGracePeriodSeconds = 77;
  // As an operator leaves it that renders this template: its hash of the rendered template is another one.
  workload.metadata.annotations = { ...workload.metadata.annotations, [annotations.renderedHash]: "another" };
  const kept = rolloutOf(planService(observation(service, revision, workload), settings, NOW))
    .intents[0] as Stored["workload"];
  expect(kept.spec?.template.spec?.terminationGracePeriodSeconds).toBe(77);
  const forced = { ...service, kubernetes: { forceNewDeployment: "now" } };
  const rolled = rolloutOf(planService(observation(forced, revision, workload), settings, NOW))
    .intents[0] as Stored["workload"];
  expect(rolled.spec?.template.spec?.terminationGracePeriodSeconds).not.toBe(77);
});
