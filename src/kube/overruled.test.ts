import { expect, test } from "vitest";
import { Overruled } from "./overruled.ts";

const hash = "example.com/hash";
const intent = (image: string, of = "1") => ({
  metadata: { name: "a", labels: { app: "a" }, annotations: { [hash]: of } },
  spec: { image },
});
const live = (image: string, members: object = {}, of = "1") => ({
  ...intent(image, of),
  metadata: { ...intent(image, of).metadata, uid: "u", generation: 1, ...members },
});

test("what a policy made of an intent is as good as the intent, until the spec, the intent or the metadata change", () => {
  const overruled = new Overruled(hash);
  overruled.note(live("mirror/nginx"), intent("nginx"));
  expect(overruled.has(live("mirror/nginx"), intent("nginx"))).toBe(true);
  expect(overruled.has(live("mirror/nginx", { generation: 2 }), intent("nginx"))).toBe(true);
  expect(overruled.has(live("theirs"), intent("nginx"))).toBe(false);
  expect(overruled.has(live("mirror/nginx", { labels: {} }), intent("nginx"))).toBe(false);
  expect(overruled.has(live("mirror/nginx"), intent("nginx", "2"))).toBe(false);
  expect(overruled.has(live("mirror/nginx", { uid: "another" }), intent("nginx"))).toBe(false);
});

test("an intent that was stored as it is is not remembered, nor one that was overruled before", () => {
  const overruled = new Overruled(hash);
  overruled.note(live("mirror/nginx"), intent("nginx"));
  overruled.note(live("nginx"), intent("nginx"));
  expect(overruled.has(live("nginx"), intent("nginx"))).toBe(false);
});
