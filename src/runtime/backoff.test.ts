import { describe, expect, test } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { Backoff, connectionBackoff, delayAfter, KeyBackoff, keyBackoff } from "./backoff.ts";

const noJitter = () => 0;
const mostJitter = () => 0.999_999;

describe("the back-off of a connection", () => {
  test("doubles from 800 ms and stays at 30 s", () => {
    const backoff = new Backoff(connectionBackoff, new FakeClock(), noJitter);
    const delays = Array.from({ length: 8 }, () => backoff.next());
    expect(delays).toEqual([800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  });

  test("at most doubles each delay by chance", () => {
    expect(delayAfter(0, connectionBackoff, mostJitter)).toBeCloseTo(1600, 0);
    expect(delayAfter(1000, connectionBackoff, mostJitter)).toBeCloseTo(60_000, 0);
  });

  test("starts anew after two healthy minutes, not earlier", async () => {
    const clock = new FakeClock();
    const backoff = new Backoff(connectionBackoff, clock, noJitter);
    backoff.next();
    backoff.next();
    await clock.advance(1600 + 120_000);
    expect(backoff.next()).toBe(3200);
    await clock.advance(3200 + 120_001);
    expect(backoff.next()).toBe(800);
  });

  test("waits at least as long as the server asked", () => {
    const backoff = new Backoff(connectionBackoff, new FakeClock(), noJitter);
    expect(backoff.next(5000)).toBe(5000);
  });
});

describe("the back-off of keys", () => {
  test("is counted for each key by itself", () => {
    const backoff = new KeyBackoff(keyBackoff, noJitter);
    expect([backoff.next("a"), backoff.next("a"), backoff.next("b")]).toEqual([5, 10, 5]);
    expect(backoff.failures("a")).toBe(2);
  });

  test("never exceeds five minutes", () => {
    const backoff = new KeyBackoff(keyBackoff, noJitter);
    for (let i = 0; i < 100; i += 1) backoff.next("a");
    expect(backoff.next("a")).toBe(300_000);
  });

  test("starts anew when the key is forgotten", () => {
    const backoff = new KeyBackoff(keyBackoff, noJitter);
    backoff.next("a");
    backoff.forget("a");
    expect(backoff.next("a")).toBe(5);
  });
});
