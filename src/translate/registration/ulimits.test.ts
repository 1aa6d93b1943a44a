import { expect, test } from "vitest";
import { withContainer } from "../../../test/support/a-task-definition.ts";
import { checkRegistration } from "../registration.ts";

const messages = (softLimit: number, hardLimit: number) => {
  const ulimits = [{ name: "nofile" as const, softLimit, hardLimit }];
  return checkRegistration(withContainer({ ulimits }), "web").map(({ message }) => message);
};

test.each([
  [65, 64],
  [-1, 64],
])("a soft limit of %i is above a hard one of %i", (soft, hard) => {
  expect(messages(soft, hard)).toEqual([
    `ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`,
  ]);
});

test.each([
  [64, 64],
  [64, -1],
  [-1, -1],
])("one of %i is not above %i", (soft, hard) => {
  expect(messages(soft, hard)).toEqual([]);
});
