import { expect, test } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { ApiError } from "./errors.ts";
import { withRetry } from "./retry.ts";

const busy = (seconds?: number) =>
  new ApiError({}, { code: 429, retryAfterMs: seconds === undefined ? undefined : seconds * 1000 });
const reset = () => Object.assign(new Error("reset"), { code: "ECONNRESET" });

/** Sends until the failures are used up; gives the times of the attempts and how it ended. */
async function attempts(failures: unknown[], ms = 60_000) {
  const clock = new FakeClock();
  const times: number[] = [];
  let outcome: unknown = "waiting";
  const send = () => {
    times.push(clock.monotonic());
    return failures.length > 0 ? Promise.reject(failures.shift()) : Promise.resolve("done");
  };
  withRetry(send, { clock, random: () => 0 }).then(
    (value) => {
      outcome = value;
    },
    (error) => {
      outcome = error;
    },
  );
  await clock.advance(ms);
  return { times, outcome, pending: clock.pending };
}

test("waits as long as the server asks", async () => {
  expect(await attempts([busy(3)])).toMatchObject({ times: [0, 3000], outcome: "done" });
});

test("doubles its own delay where the server asks for none", async () => {
  expect(await attempts([reset(), busy(), reset()])).toMatchObject({ times: [0, 100, 300, 700], outcome: "done" });
});

test("sends at most five times", async () => {
  const { times, outcome } = await attempts(Array.from({ length: 9 }, reset));
  expect(times).toHaveLength(5);
  expect(outcome).toMatchObject({ code: "ECONNRESET" });
});

test("never waits longer than fifteen seconds in all: then the queue has to", async () => {
  expect((await attempts([busy(60)])).times).toEqual([0]);
  expect((await attempts([busy(10), busy(10)])).times).toEqual([0, 10_000]);
});

test.each([400, 401, 403, 404, 409, 410, 422, 500, 504])("%i is not sent again", async (code) => {
  const error = new ApiError({}, { code });
  expect(await attempts([error])).toMatchObject({ times: [0], outcome: error });
});
