import { expect, test } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { Pace } from "./pace.ts";

test("the first word on an object may be said at once, the next one a second later", async () => {
  const clock = new FakeClock();
  const pace = new Pace(clock);
  expect(pace.waitMs("a")).toBe(0);
  pace.said("a");
  expect([pace.waitMs("a"), pace.waitMs("b")]).toEqual([1000, 0]);
  await clock.advance(400);
  expect(pace.waitMs("a")).toBe(600);
  await clock.advance(700);
  expect(pace.waitMs("a")).toBe(0);
});

test("an object that is gone and comes again waits for nothing", () => {
  const pace = new Pace(new FakeClock());
  pace.said("a");
  pace.forget("a");
  expect(pace.waitMs("a")).toBe(0);
});
