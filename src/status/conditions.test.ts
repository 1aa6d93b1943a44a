import { describe, expect, test } from "vitest";
import { conditions, fieldsHonoured, type Progress, progressVerdicts } from "./conditions.ts";

const NOW = new Date("2026-02-03T04:05:06.789Z");
const LATER = new Date("2026-02-03T04:06:06Z");
const ready = progressVerdicts({ kind: "ready", message: "" });

test.each<[Progress["kind"], string, string, string]>([
  // Ready, Reconciling, Stalled: what kstatus reads as Current, InProgress, InProgress and Failed
  ["ready", "True", "False", "False"],
  ["progressing", "False", "True", "False"],
  ["waiting", "False", "True", "False"],
  ["stalled", "False", "False", "True"],
])("an object that is %s is Ready %s, Reconciling %s and Stalled %s", (kind, ...statuses) => {
  const verdicts = progressVerdicts({ kind, reason: "Progressing", message: "" });
  expect(verdicts.map(({ status }) => status)).toEqual(statuses);
});

describe("a condition", () => {
  const before = conditions(undefined, ready, 1, NOW);

  test("has a time in whole seconds, as Kubernetes writes it", () => {
    expect(before[0]).toMatchObject({
      type: "Ready",
      observedGeneration: 1,
      lastTransitionTime: "2026-02-03T04:05:06Z",
    });
  });

  test("moves its time only where its status changes", () => {
    const stalled = progressVerdicts({ kind: "stalled", reason: "InvalidParameter", message: "no" });
    const times = conditions(before, stalled, 2, LATER).map(({ lastTransitionTime }) => lastTransitionTime);
    expect(times).toEqual(["2026-02-03T04:06:06Z", "2026-02-03T04:05:06Z", "2026-02-03T04:06:06Z"]);
  });

  test("has a message that fits, and no half character where it was cut", () => {
    for (const message of ["é".repeat(5000), "😀".repeat(3000), `a${"😀".repeat(3000)}`]) {
      const [condition] = conditions(undefined, progressVerdicts({ kind: "ready", message }), 1, NOW);
      expect(condition?.message.length).toBe(4096);
      expect(condition?.message.isWellFormed()).toBe(true);
    }
  });
});

test("what is not honoured is named", () => {
  expect(fieldsHonoured([])).toMatchObject({ status: "True" });
  expect(fieldsHonoured([{ path: "tags", reason: "not yet" }])).toMatchObject({
    status: "False",
    message: "tags: not yet",
  });
});
