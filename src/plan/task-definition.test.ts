import { describe, expect, test } from "vitest";
import type { TaskDefinitionSpec } from "../api/kinds/task-definition.ts";
import { canonicalise } from "../translate/canonical.ts";
import type { Revision } from "../translate/revision/config-map.ts";
import type { Feature } from "../translate/translator.ts";
import { judgeTaskDefinition, planFamily } from "./task-definition.ts";

const nginx: TaskDefinitionSpec = { containerDefinitions: [{ name: "nginx", image: "nginx", memory: 128 }] };
const httpd: TaskDefinitionSpec = { containerDefinitions: [{ name: "httpd", image: "httpd", memory: 128 }] };

function revision(number: number, spec: TaskDefinitionSpec, status: Revision["status"] = "ACTIVE"): Revision {
  return { family: "web", revision: number, status, arn: "", definition: canonicalise(spec, "web"), extras: {} };
}
const plan = (spec: TaskDefinitionSpec, revisions: Revision[], referenced = 0) =>
  planFamily(spec, "web", { revisions, referenced });

describe("a new revision is registered", () => {
  test("for the first content", () => {
    expect(plan(nginx, [])).toMatchObject({ kind: "register", above: 0 });
  });

  test("for other content than the newest ACTIVE one, also for what an older one had", () => {
    expect(plan(nginx, [revision(1, nginx), revision(2, httpd)])).toMatchObject({ kind: "register", above: 2 });
  });

  test("where all of that content are INACTIVE: what was deleted comes back under a new number", () => {
    expect(plan(nginx, [revision(3, nginx, "INACTIVE")])).toMatchObject({ kind: "register", above: 3 });
  });

  test("above every number that a service names, though the revision is gone", () => {
    expect(plan(nginx, [revision(2, httpd)], 7)).toMatchObject({ above: 7 });
  });

  test("for another imagePullPolicy", () => {
    expect(plan({ ...nginx, kubernetes: { imagePullPolicy: "Always" } }, [revision(1, nginx)]).kind).toBe("register");
  });
});

describe("no revision is registered", () => {
  test.each<[string, TaskDefinitionSpec]>([
    ["the same content", nginx],
    [
      "explicit defaults",
      {
        ...nginx,
        networkMode: "bridge",
        volumes: [],
        containerDefinitions: [{ ...nginx.containerDefinitions[0], cpu: 0, essential: true }],
      } as TaskDefinitionSpec,
    ],
    ["output of DescribeTaskDefinition beside it", { ...nginx, revision: 9, status: "ACTIVE" }],
    ["another strictness", { ...nginx, kubernetes: { strict: false } }],
  ])("for %s", (_name, spec) => {
    expect(plan(spec, [revision(1, nginx)]).kind).toBe("current");
  });

  test("by deregistering the newest one", () => {
    const spec = { ...nginx, kubernetes: { deregister: [1] } };
    expect(plan(spec, [revision(1, nginx)])).toMatchObject({ kind: "current", deactivate: [{ revision: 1 }] });
    expect(plan(spec, [revision(1, nginx, "INACTIVE")])).toMatchObject({ kind: "current", deactivate: [] });
  });
});

describe("a task definition is judged before anything is written", () => {
  const settings = {
    podLevelResources: true,
    restartRules: true,
    helperImage: "berth/operator:1",
    imagePullPolicy: "IfNotPresent",
    allowed: new Set<Feature>(),
  } as const;
  const judge = (spec: TaskDefinitionSpec) => judgeTaskDefinition(spec, "web", "demo", [], settings);

  test("a plain one is accepted", () => {
    expect(judge(nginx)).toEqual({ differences: [] });
  });

  test("mistakes come all at once, in ECS's words", () => {
    const { refusal } = judge({ containerDefinitions: [{ name: "a", image: "a", essential: false }] });
    expect(refusal?.reason).toBe("InvalidParameter");
    expect(refusal?.message.split("\n").length).toBeGreaterThan(1);
    expect(refusal?.message).toContain(
      "ClientException: Invalid setting for container 'a'. At least one of 'memory' or 'memoryReservation' must be specified.",
    );
  });

  test("what breaks out of the Pod has to be allowed, and the refusal says how", () => {
    const host = { ...nginx, networkMode: "host" as const };
    expect(judge(host).refusal).toMatchObject({ reason: "NotAllowed", message: expect.stringContaining("demo") });
    const allowed = judgeTaskDefinition(host, "web", "demo", [], {
      ...settings,
      allowed: new Set<Feature>(["hostNetwork", "hostPorts"]),
    });
    expect(allowed.refusal).toBeUndefined();
  });

  test("with strict, what cannot be honoured is refused", () => {
    expect(judge({ ...nginx, ipcMode: "none" }).refusal).toBeUndefined();
    expect(judge({ ...nginx, ipcMode: "none", kubernetes: { strict: true } }).refusal?.reason).toBe(
      "NotHonouredStrict",
    );
  });

  test("a refusal by strict names what it can within a condition, and counts the rest", () => {
    const unhonoured = { credentialSpecs: ["credentialspec:a"], versionConsistency: "enabled" as const, unknown: "a" };
    const containerDefinitions = Array.from({ length: 10 }, (_, n) => ({
      name: `c${n}`,
      image: "a",
      memory: 64,
      ...unhonoured,
      ...Object.fromEntries(Array.from({ length: 10 }, (_, member) => [`member${member}`, true])),
    }));
    const { refusal, differences } = judge({ containerDefinitions, kubernetes: { strict: true } });
    expect(refusal?.reason).toBe("NotHonouredStrict");
    expect(refusal?.message.length).toBeLessThanOrEqual(4096);
    const [, more = ""] = /; and (\d+) more$/.exec(refusal?.message ?? "") ?? [];
    expect(refusal?.message.split("; containerDefinitions[").length).toBe(differences.length - Number(more));
  });
});
