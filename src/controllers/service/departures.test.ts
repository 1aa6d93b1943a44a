import { expect, test } from "vitest";
import { aTask } from "../../../test/support/a-service.ts";
import type { Pod } from "../../api/kube-object.ts";
import { Departures } from "./departures.ts";

const pod = (uid: string, deleting = false): Pod => {
  const { metadata, ...rest } = aTask(uid, { templateHash: "h", revision: { family: "web", revision: 1 } as never });
  return { metadata: { ...metadata, ...(deleting && { deletionTimestamp: "2026-01-01T00:00:00Z" }) }, ...rest };
};

test("tells of a Pod that is gone, and how it was before it was to go, until that is told", () => {
  const departures = new Departures();
  departures.note("web", { type: "added", object: pod("a") });
  expect(departures.of("web")).toEqual([]);
  departures.note("web", { type: "modified", object: pod("a", true), previous: pod("a") });
  departures.note("web", { type: "deleted", object: pod("a", true), previous: pod("a", true) });
  const gone = departures.of("web");
  expect(gone).toEqual([{ last: pod("a", true), before: pod("a") }]);
  departures.told("web", gone);
  expect(departures.of("web")).toEqual([]);
});

test("knows nothing of before where it was to go when it was first seen", () => {
  const departures = new Departures();
  departures.note("web", { type: "deleted", object: pod("a", true), previous: pod("a", true) });
  expect(departures.of("web")).toEqual([{ last: pod("a", true) }]);
});

test("takes what it was last for a Pod that is gone without warning", () => {
  const departures = new Departures();
  departures.note("web", { type: "deleted", object: pod("a", true), previous: pod("a") });
  expect(departures.of("web")).toEqual([{ last: pod("a", true), before: pod("a") }]);
});

test("keeps a bounded number", () => {
  const departures = new Departures();
  for (let n = 0; n < 600; n += 1)
    departures.note("web", { type: "deleted", object: pod(`p${n}`), previous: pod(`p${n}`) });
  expect(departures.of("web")).toHaveLength(500);
  expect(departures.of("web").at(-1)?.last.metadata.uid).toBe("p599");
});
