import { expect, test } from "vitest";
import { ApiError } from "../kube/errors.ts";
import { explain } from "./explain.ts";
import { Failure, wrongUse } from "./failure.ts";

const refusal = (code: number, reason: string, message: string) => new ApiError({ reason, message }, { code });

test.each<[string, unknown, RegExp, number]>([
  ["a failure", new Failure("it is so", 3), /^it is so$/, 3],
  ["wrong use", wrongUse("not so"), /^not so$/, 2],
  ["a lost login", refusal(401, "Unauthorized", "Unauthorized"), /log in again/, 1],
  [
    "missing rights",
    refusal(403, "Forbidden", 'pods is forbidden: User "u" cannot list'),
    /^the API server does not allow it: pods is forbidden/,
    1,
  ],
  ["a kind that is not there", refusal(404, "", "404 page not found"), /does not have Berth's kinds/, 1],
  ["an object that is not there", refusal(404, "NotFound", 'pods "a" not found'), /^pods "a" not found$/, 1],
  [
    "a refused object",
    refusal(422, "Invalid", "x is invalid:\n  spec.count: too many"),
    /^x is invalid: spec\.count: too many$/,
    1,
  ],
  [
    "no connection",
    Object.assign(new Error("fetch failed"), {
      cause: Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" }),
    }),
    /cannot be reached \(connect ECONNREFUSED 127\.0\.0\.1:1\)/,
    1,
  ],
  ["a bug", new TypeError("a is not a function"), /^a is not a function$/, 1],
])("%s is told in one line", (_what, error, message, exitCode) => {
  const told = explain(error);
  expect(told.message).toMatch(message);
  expect(told.message).not.toContain("\n");
  expect(told.exitCode).toBe(exitCode);
});
