import { expect, test } from "vitest";
import { phrase } from "./phrase.ts";

test("a phrase says its texts with the values between them", () => {
  const say = phrase`The container ${"container"} has no port ${"port"}.`;
  expect(say({ container: "web", port: 80 })).toBe("The container web has no port 80.");
  expect(say.places).toEqual(["container", "port"]);
  expect(say.texts).toEqual(["The container ", " has no port ", "."]);
});

test("a phrase without places says itself", () => {
  expect(phrase`Nothing.`({})).toBe("Nothing.");
});
