import { describe, expect, test } from "vitest";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { KeyBackoff, keyBackoff } from "./backoff.ts";
import { WorkQueue } from "./work-queue.ts";

function aQueue() {
  const clock = new FakeClock();
  return { clock, queue: new WorkQueue(clock, new KeyBackoff(keyBackoff, () => 0)) };
}

/** What a taker has got so far: a key, undefined for "shut down", or "nothing yet". */
function taking(queue: WorkQueue) {
  const taken: { key: string | undefined | null } = { key: null };
  void queue.next().then((key) => {
    taken.key = key;
  });
  return taken;
}

describe("order", () => {
  test("keys come out in the order in which they were added", async () => {
    const { queue } = aQueue();
    for (const key of ["b", "a", "c"]) queue.add(key);
    expect([await queue.next(), await queue.next(), await queue.next()]).toEqual(["b", "a", "c"]);
  });

  test("a key that comes back waits behind the others", async () => {
    const { queue } = aQueue();
    queue.add("a");
    queue.add("b");
    await queue.next();
    queue.add("a");
    queue.done("a");
    expect([await queue.next(), await queue.next()]).toEqual(["b", "a"]);
  });

  test("ten thousand keys come out once each", async () => {
    const { queue } = aQueue();
    const keys = Array.from({ length: 10_000 }, (_, i) => `k${i}`);
    for (const key of [...keys, ...keys]) queue.add(key);
    const out: (string | undefined)[] = [];
    while (queue.depth > 0) out.push(await queue.next());
    expect(out).toEqual(keys);
  });
});

describe("one at a time", () => {
  test("a key waits only once, however often it is added", async () => {
    const { queue } = aQueue();
    queue.add("a");
    queue.add("a");
    expect(queue.depth).toBe(1);
    await queue.next();
    queue.done("a");
    expect(queue.depth).toBe(0);
  });

  test("a key that a worker holds is given to no other, and comes back once when it was added meanwhile", async () => {
    const { queue } = aQueue();
    queue.add("a");
    await queue.next();
    const other = taking(queue);
    queue.add("a");
    queue.add("a");
    await settle();
    expect(other.key).toBeNull();
    queue.done("a");
    await settle();
    expect(other.key).toBe("a");
    queue.done("a");
    expect(queue.depth).toBe(0);
  });
});

describe("delay", () => {
  test("a delayed key comes at its time", async () => {
    const { queue, clock } = aQueue();
    queue.addAfter("a", 100);
    const taker = taking(queue);
    await clock.advance(99);
    expect(taker.key).toBeNull();
    await clock.advance(1);
    expect(taker.key).toBe("a");
  });

  test("of two requests for a key the earlier wins, whichever comes first", async () => {
    for (const delays of [
      [100, 500],
      [500, 100],
    ]) {
      const { queue, clock } = aQueue();
      for (const ms of delays) queue.addAfter("a", ms);
      const taker = taking(queue);
      await clock.advance(100);
      expect(taker.key).toBe("a");
      queue.done("a");
      await clock.advance(1000);
      expect(queue.depth).toBe(0);
    }
  });

  test("an immediate request takes the place of a delayed one", async () => {
    const { queue, clock } = aQueue();
    queue.addAfter("a", 100);
    queue.add("a");
    expect(await queue.next()).toBe("a");
    queue.done("a");
    expect(queue.delayed).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test("a delayed request for a key that waits already is dropped", async () => {
    const { queue, clock } = aQueue();
    queue.add("a");
    queue.addAfter("a", 10);
    await queue.next();
    queue.done("a");
    await clock.advance(10);
    expect(queue.depth).toBe(0);
  });

  test("a key that becomes due while it is held comes back when it is done", async () => {
    const { queue, clock } = aQueue();
    queue.add("a");
    await queue.next();
    queue.addAfter("a", 10);
    await clock.advance(10);
    queue.done("a");
    expect(await queue.next()).toBe("a");
  });
});

describe("retry", () => {
  test("each failure of a key doubles its delay, and success forgets it", () => {
    const { queue } = aQueue();
    expect([queue.retry("a"), queue.retry("a"), queue.retry("b")]).toEqual([5, 10, 5]);
    queue.forget("a");
    expect(queue.retry("a")).toBe(5);
  });

  test("waits at least as long as was asked", () => {
    const { queue } = aQueue();
    expect(queue.retry("a", 3000)).toBe(3000);
  });
});

describe("shutdown", () => {
  test("gives out nothing more, takes nothing more and leaves no timer", async () => {
    const { queue, clock } = aQueue();
    const taker = taking(queue);
    queue.addAfter("b", 100);
    await queue.shutDown();
    queue.add("c");
    queue.addAfter("d", 1);
    expect(taker.key).toBeUndefined();
    expect(await queue.next()).toBeUndefined();
    expect([queue.depth, queue.delayed, clock.pending]).toEqual([0, 0, 0]);
  });

  test("resolves when the last held key is done", async () => {
    const { queue } = aQueue();
    queue.add("a");
    await queue.next();
    let drained = false;
    void queue.shutDown().then(() => {
      drained = true;
    });
    await settle();
    expect(drained).toBe(false);
    queue.done("a");
    await settle();
    expect(drained).toBe(true);
  });
});
