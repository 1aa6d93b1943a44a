import type { V1Container, V1PodSpec } from "@kubernetes/client-node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HELPER_CONTAINER, kubernetesName } from "../../src/api/names.ts";
import { canonicalise } from "../../src/translate/canonical.ts";
import { compose } from "../../src/translate/compose.ts";
import { escaped } from "../../src/translate/escape.ts";
import { translators } from "../../src/translate/index.ts";
import { checkRegistration } from "../../src/translate/registration.ts";
import { translateTaskDefinition } from "../../src/translate/translate.ts";
import type { Feature, TranslateContext } from "../../src/translate/translator.ts";
import { aContext } from "../support/a-task-definition.ts";
import { taskDefinitions } from "../support/arbitrary-task-definition.ts";
import { expanded } from "../support/expand.ts";
import { beyondBaseline } from "../support/pod-security.ts";
import { reversed } from "../support/reversed.ts";

const features = [
  "capabilities",
  "devices",
  "hostIpc",
  "hostNetwork",
  "hostPaths",
  "hostPid",
  "hostPorts",
  "privileged",
  "sysctls",
  "taskRole",
] as const satisfies readonly Feature[];

const contexts: fc.Arbitrary<TranslateContext> = fc
  .record({
    podLevelResources: fc.boolean(),
    allowed: fc.oneof(fc.constant([]), fc.subarray([...features])),
    helperImage: fc.constantFrom(undefined, "berth/operator:1"),
    runsAs: fc.constantFrom("service" as const, "task" as const),
  })
  .map(({ allowed, ...rest }) => aContext({ ...rest, allowed: new Set(allowed) }));

/** Checks a property of the Pod of every task definition in every context. */
function everyPod(check: (pod: V1PodSpec, context: TranslateContext, names: readonly string[]) => void): void {
  fc.assert(
    fc.property(taskDefinitions, contexts, (spec, context) => {
      const definition = canonicalise(spec, "web");
      const names = definition.containerDefinitions.map(({ name }) => name);
      check(translateTaskDefinition(definition, context).podSpec, context, names);
    }),
  );
}

const units: Readonly<Record<string, number>> = { "": 1, m: 0.001, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

function amount(quantity: string | undefined): number {
  const [, number = "", unit = ""] = /^(\d+)([A-Za-z]*)$/.exec(quantity ?? "0") ?? [];
  return Number(number) * (units[unit] ?? Number.NaN);
}

function sum(containers: readonly V1Container[], resource: string): number {
  return containers.reduce((total, { resources }) => total + amount(resources?.requests?.[resource]), 0);
}

/** The containers that the task definition has, in the order in which they start. */
function own({ containers, initContainers = [] }: V1PodSpec): V1Container[] {
  return [...initContainers.filter(({ name }) => name !== HELPER_CONTAINER), ...containers];
}

function unique(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

describe("every valid task definition", () => {
  test("is registered", () => {
    fc.assert(fc.property(taskDefinitions, (spec) => checkRegistration(spec, "web").length === 0));
  });

  test("keeps each of its containers, in order, under names that Kubernetes takes", () => {
    everyPod((pod, _context, names) => {
      const all = own(pod).map(({ name }) => name);
      expect(all.toSorted()).toEqual(names.map((name) => kubernetesName(name)).toSorted());
      for (const name of all) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
    });
  });

  test("starts a container after those that it depends on, or makes it wait, or reports it", () => {
    fc.assert(
      fc.property(taskDefinitions, contexts, (spec, context) => {
        const definition = canonicalise(spec, "web");
        const { podSpec, differences } = translateTaskDefinition(definition, context);
        const order = own(podSpec);
        const ending = podSpec.initContainers?.filter(({ restartPolicy }) => restartPolicy !== "Always") ?? [];
        const first = new Set(ending.map(({ name }) => name));
        const place = (name: string) => order.findIndex((container) => container.name === kubernetesName(name));
        for (const [index, { name, dependsOn = [] }] of definition.containerDefinitions.entries()) {
          for (const [position, { containerName, condition }] of dependsOn.entries()) {
            const notes = `/.berth/notes/${kubernetesName(containerName)}:${condition}`;
            const command = order[place(name)]?.command ?? [];
            const waits = command.some((argument) => argument.startsWith(notes));
            const isLater = place(containerName) < place(name);
            const ends = condition === "SUCCESS" || condition === "COMPLETE";
            const path = `containerDefinitions[${index}].dependsOn[${position}]`;
            const isKept = waits || (isLater && (!ends || first.has(kubernetesName(containerName))));
            const isReported = differences.some((difference) => difference.path === path);
            expect(isKept || isReported).toBe(true);
          }
        }
      }),
    );
  });

  test("gives its init containers nothing that the API server does not take of them", () => {
    everyPod(({ initContainers = [] }) => {
      for (const { lifecycle, readinessProbe, startupProbe, restartPolicy } of initContainers) {
        if (restartPolicy === "Always") continue;
        expect([lifecycle, readinessProbe, startupProbe]).toEqual([undefined, undefined, undefined]);
      }
    });
  });

  test("has as much time to stop as any of its containers", () => {
    fc.assert(
      fc.property(taskDefinitions, contexts, (spec, context) => {
        const definition = canonicalise(spec, "web");
        const { terminationGracePeriodSeconds = 0 } = translateTaskDefinition(definition, context).podSpec;
        const times = definition.containerDefinitions.map(({ stopTimeout = 30 }) => stopTimeout);
        expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(Math.max(...times));
        expect(terminationGracePeriodSeconds).toBeLessThanOrEqual(times.reduce((sum, one) => sum + one, 0));
      }),
    );
  });

  test("gives the same bytes each time, whatever the order of its keys", () => {
    fc.assert(
      fc.property(taskDefinitions, contexts, (spec, context) => {
        const pod = translateTaskDefinition(canonicalise(spec, "web"), context);
        const again = translateTaskDefinition(canonicalise(reversed(spec), "web"), context);
        expect(JSON.stringify(again)).toBe(JSON.stringify(pod));
      }),
    );
  });

  test("reaches beyond its own containers in no way that the namespace is not allowed", () => {
    everyPod((pod, { allowed }) => {
      expect([...beyondBaseline(pod)].filter((feature) => !allowed.has(feature))).toEqual([]);
    });
  });

  test("says together with each thing that it does not get how an administrator allows it", () => {
    fc.assert(
      fc.property(taskDefinitions, contexts, (spec, context) => {
        const definition = canonicalise(spec, "web");
        const { podSpec, refusals } = translateTaskDefinition(definition, context);
        const everything = translateTaskDefinition(definition, { ...context, allowed: new Set(features) });
        const missing = [...beyondBaseline(everything.podSpec)].filter((one) => !beyondBaseline(podSpec).has(one));
        for (const feature of missing) expect(refusals.map(({ message }) => message).join()).toContain(feature);
        expect(everything.refusals).toEqual([]);
      }),
    );
  });

  test("sets in its security contexts nothing that contradicts itself", () => {
    everyPod((pod) => {
      expect(pod.hostPID === true && pod.shareProcessNamespace === true).toBe(false);
      for (const { securityContext = {} } of pod.containers) {
        const { privileged, allowPrivilegeEscalation, capabilities } = securityContext;
        expect(privileged === true && allowPrivilegeEscalation === false).toBe(false);
        const { add = [], drop = [] } = capabilities ?? {};
        expect(add.filter((name) => drop.includes(name))).toEqual([]);
      }
    });
  });

  test("has lists without duplicates, which server-side apply would refuse", () => {
    everyPod(({ containers, volumes = [], hostAliases = [], securityContext, dnsConfig }) => {
      expect(unique(volumes.map(({ name }) => name))).toBe(true);
      expect(unique(hostAliases.map(({ ip }) => ip))).toBe(true);
      expect(unique((securityContext?.sysctls ?? []).map(({ name }) => name))).toBe(true);
      expect(unique(dnsConfig?.nameservers ?? [])).toBe(true);
      for (const { env = [], volumeMounts = [], ports = [] } of containers) {
        expect(unique(env.map(({ name }) => name))).toBe(true);
        expect(unique(volumeMounts.map(({ mountPath }) => mountPath))).toBe(true);
        expect(unique(ports.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`))).toBe(true);
      }
    });
  });

  test("mounts only volumes that the Pod has", () => {
    everyPod(({ containers, volumes = [] }) => {
      const names = new Set(volumes.map(({ name }) => name));
      for (const { volumeMounts = [] } of containers) {
        for (const { name } of volumeMounts) expect(names.has(name)).toBe(true);
      }
    });
  });

  test("requests no more in its containers than in the Pod, and nowhere more than its limit", () => {
    everyPod((all) => {
      const { resources, initContainers = [] } = all;
      const containers = [
        ...initContainers.filter(({ restartPolicy }) => restartPolicy === "Always"),
        ...all.containers,
      ];
      for (const resource of ["cpu", "memory"]) {
        const pod = resources?.requests?.[resource];
        if (pod !== undefined) expect(sum(containers, resource)).toBeLessThanOrEqual(amount(pod) + 1e-9);
        for (const { resources: own } of containers) {
          const limit = own?.limits?.[resource];
          if (limit === undefined) continue;
          expect(amount(own?.requests?.[resource])).toBeLessThanOrEqual(amount(limit));
          if (resources?.limits?.[resource] !== undefined) {
            expect(amount(limit)).toBeLessThanOrEqual(amount(resources.limits[resource]));
          }
        }
      }
    });
  });

  test("has at most one container that is not its own, whose name none of them has, and which requests nothing", () => {
    everyPod((pod, { helperImage }, names) => {
      const all = [...(pod.initContainers ?? []), ...pod.containers];
      expect(all.length - names.length).toBeLessThanOrEqual(helperImage === undefined ? 0 : 1);
      expect(unique(all.map(({ name }) => name))).toBe(true);
      const [installer] = all.filter((container) => !own(pod).includes(container));
      expect(installer?.resources).toBeUndefined();
    });
  });

  test("runs the program of its entry point, by the helper or without it", () => {
    fc.assert(
      fc.property(taskDefinitions, contexts, (spec, context) => {
        const definition = canonicalise(spec, "web");
        for (const { name, command = [] } of own(translateTaskDefinition(definition, context).podSpec)) {
          const defined = definition.containerDefinitions.find((one) => kubernetesName(one.name) === name);
          const program = defined?.entryPoint ?? [];
          const before = command.slice(0, command.length - program.length);
          expect(command.slice(before.length)).toEqual(program.map(escaped));
          if (before.length > 0) expect([before[0], before.at(-1)]).toEqual(["/.berth/helper", "--"]);
        }
      }),
    );
  });

  test("has a readiness probe at most, never one that restarts a container", () => {
    everyPod(({ containers }) => {
      for (const container of containers) expect(Object.keys(container)).not.toContain("livenessProbe");
    });
  });
});

test("the order in which concepts are merged changes nothing", () => {
  fc.assert(
    fc.property(
      taskDefinitions,
      fc.shuffledSubarray([...translators], { minLength: translators.length }),
      (spec, order) => {
        const definition = canonicalise(spec, "web");
        const pod = (list: typeof order) =>
          compose(
            definition,
            list.map(({ concept, translate }) => ({ concept, fragment: translate(definition, aContext()) })),
          ).podSpec;
        expect(sorted(pod(order))).toEqual(sorted(pod([...translators])));
      },
    ),
  );
});

test("whatever is written into a command or a variable, the program gets it unchanged", () => {
  const dollars = fc
    .array(fc.constantFrom("$", "(", ")", "A", "é", "x"), { maxLength: 8 })
    .map((parts) => parts.join(""));
  const unicode = fc.string({ unit: "grapheme" });
  fc.assert(fc.property(fc.oneof(dollars, unicode), (text) => expanded(escaped(text), { A: "?", "": "?" }) === text));
});

/** Lists to which several concepts add have their elements in the order of the concepts, which says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, sorted(member)]));
}
