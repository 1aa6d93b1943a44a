import { describe, expect, test } from "vitest";
import { aContainer, aTaskDefinition, canonical } from "../../test/support/a-task-definition.ts";
import { compose } from "./compose.ts";
import type { Fragment } from "./translator.ts";

const definition = canonical(
  aTaskDefinition({ containerDefinitions: [aContainer({ name: "a" }), aContainer({ name: "b" })] }),
);

function composed(...fragments: Fragment[]) {
  return compose(
    definition,
    fragments.map((fragment, index) => ({ concept: `concept-${index}`, fragment })),
  );
}

describe("compose", () => {
  test("keeps the definition's containers in their order, whatever fragments say", () => {
    const { podSpec } = composed({ containers: { b: { image: "y" } } }, { containers: { a: { image: "x" } } });
    expect(podSpec.containers).toEqual([
      { name: "a", image: "x" },
      { name: "b", image: "y" },
    ]);
  });

  test("joins what two fragments say about one object", () => {
    const { podSpec } = composed(
      { containers: { a: { securityContext: { runAsUser: 1 } } } },
      { containers: { a: { securityContext: { readOnlyRootFilesystem: true } } } },
    );
    expect(podSpec.containers[0]?.securityContext).toEqual({ runAsUser: 1, readOnlyRootFilesystem: true });
  });

  test("joins the names of one address", () => {
    const names = (ip: string, ...hostnames: string[]): Fragment => ({ pod: { hostAliases: [{ ip, hostnames }] } });
    const { podSpec } = composed(names("127.0.0.1", "db"), names("10.0.0.1", "x"), names("127.0.0.1", "db", "cache"));
    expect(podSpec.hostAliases).toEqual([
      { ip: "127.0.0.1", hostnames: ["db", "cache"] },
      { ip: "10.0.0.1", hostnames: ["x"] },
    ]);
  });

  test("joins lists by their key and replaces others whole", () => {
    const mount = { name: "v", mountPath: "/v" };
    const { podSpec } = composed(
      { containers: { a: { volumeMounts: [mount] } }, pod: { volumes: [{ name: "v" }] } },
      {
        containers: { a: { volumeMounts: [{ name: "w", mountPath: "/w" }, mount] } },
        pod: { volumes: [{ name: "v", emptyDir: {} }, { name: "w" }] },
      },
    );
    expect(podSpec.containers[0]?.volumeMounts).toEqual([mount, { name: "w", mountPath: "/w" }]);
    expect(podSpec.volumes).toEqual([{ name: "v", emptyDir: {} }, { name: "w" }]);
  });

  test("lets two fragments say the same", () => {
    const { podSpec } = composed({ pod: { hostNetwork: true } }, { pod: { hostNetwork: true } });
    expect(podSpec.hostNetwork).toBe(true);
  });

  test("names both concepts and the path when two fragments disagree", () => {
    expect(() => composed({ pod: { hostNetwork: true } }, { pod: { hostNetwork: false } })).toThrow(
      "concept-0 and concept-1 set hostNetwork to different values",
    );
    expect(() =>
      composed(
        { containers: { a: { env: [{ name: "X", value: "1" }] } } },
        { containers: { a: { env: [{ name: "X", value: "2" }] } } },
      ),
    ).toThrow("concept-0 and concept-1 set containers[a].env[X].value to different values");
  });

  test("refuses a container that the task does not have", () => {
    expect(() => composed({ containers: { c: {} } })).toThrow('concept-0 sets container "c"');
  });

  test("leaves the fragments as they were", () => {
    const fragment: Fragment = { pod: { securityContext: { runAsUser: 1 } } };
    composed(fragment, { pod: { securityContext: { runAsGroup: 2 } } });
    expect(fragment).toEqual({ pod: { securityContext: { runAsUser: 1 } } });
  });

  test("collects differences and refusals in the order of the fragments", () => {
    const { differences, refusals } = composed(
      { differences: [{ path: "a", reason: "x" }], refusals: [{ path: "r", message: "m" }] },
      { differences: [{ path: "b", reason: "y" }] },
    );
    expect(differences.map(({ path }) => path)).toEqual(["a", "b"]);
    expect(refusals).toEqual([{ path: "r", message: "m" }]);
  });
});
