import { describe, expect, test } from "vitest";
import { clusterSpec } from "../../src/api/kinds/cluster.ts";
import { serviceSpec } from "../../src/api/kinds/service.ts";
import { taskSpec } from "../../src/api/kinds/task.ts";
import { leaves } from "../../src/api/shape.ts";
import { clusterEffects, serviceEffects } from "../../src/translate/service/becomes.ts";
import { clusterNotYet, serviceNotYet } from "../../src/translate/service/unsupported.ts";
import { taskEffects } from "../../src/translate/task/becomes.ts";
import { taskNotYet } from "../../src/translate/task/unsupported.ts";

describe.each([
  ["CreateService", leaves(serviceSpec), serviceNotYet, serviceEffects],
  ["RunTask", leaves(taskSpec), taskNotYet, taskEffects],
  ["CreateCluster", leaves(clusterSpec), clusterNotYet, clusterEffects],
])("%s", (_request, all, notYet, { becomes, differs }) => {
  const honoured = Object.keys(becomes);
  const isUnder = (leaf: string, path: string) =>
    leaf === path || leaf.startsWith(`${path}.`) || leaf.startsWith(`${path}[]`);

  test("has no leaf that is neither honoured nor listed", () => {
    const open = all.filter((leaf) => !honoured.includes(leaf) && !notYet.some(({ path }) => isUnder(leaf, path)));
    expect(open).toEqual([]);
  });

  test("has no leaf that is both, and nothing is listed that does not exist", () => {
    expect(honoured.filter((leaf) => !all.includes(leaf))).toEqual([]);
    expect(Object.keys(differs).filter((leaf) => !honoured.includes(leaf))).toEqual([]);
    expect(honoured.filter((leaf) => notYet.some(({ path }) => isUnder(leaf, path)))).toEqual([]);
    expect(notYet.filter(({ path }) => !all.some((leaf) => isUnder(leaf, path)))).toEqual([]);
  });
});
