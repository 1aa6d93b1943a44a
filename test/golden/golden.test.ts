import { expect, test } from "vitest";
import { goldenCases, rendered, store, stored } from "../support/golden.ts";

const update = process.env.GOLDEN_UPDATE === "1";

test.each(goldenCases())("$concept: $name", (golden) => {
  const files = rendered(golden);
  if (update) store(golden, files);
  expect(files).toEqual(stored(golden, Object.keys(files)));
});
