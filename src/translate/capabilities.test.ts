import { expect, test } from "vitest";
import { beyondBaseline, capabilitiesOf } from "./capabilities.ts";

/* What Docker gives a container (TweakCapabilities), in the words of a runtime that adds first and drops then. */

test.each([
  ["nothing", {}, { add: [], drop: [] }],
  ["an addition", { add: ["NET_ADMIN"] }, { add: ["NET_ADMIN"], drop: [] }],
  ["other spellings", { add: ["cap_net_admin", "NET_ADMIN"] }, { add: ["NET_ADMIN"], drop: [] }],
  ["all but some", { add: ["ALL"], drop: ["MKNOD"] }, { add: ["ALL"], drop: ["MKNOD"] }],
  ["all, which wins over none", { add: ["ALL", "MKNOD"], drop: ["ALL"] }, { add: ["ALL"], drop: [] }],
  ["some only", { add: ["CHOWN"], drop: ["ALL", "MKNOD"] }, { add: ["CHOWN"], drop: ["ALL"] }],
  ["what is dropped and then added", { add: ["CHOWN"], drop: ["CHOWN", "MKNOD"] }, { add: ["CHOWN"], drop: ["MKNOD"] }],
])("%s", (_what, said, given) => {
  expect(capabilitiesOf(said)).toEqual(given);
});

test("what no task has by default is beyond the baseline, and so are all at once and NET_RAW", () => {
  const add = ["ALL", "CHOWN", "NET_BIND_SERVICE", "NET_RAW", "SYS_PTRACE"];
  expect(beyondBaseline({ add, drop: [] })).toEqual(["ALL", "NET_RAW", "SYS_PTRACE"]);
});
