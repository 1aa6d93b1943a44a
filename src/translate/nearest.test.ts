import { expect, test } from "vitest";
import { meant, nearest } from "./nearest.ts";

const members = ["image", "name", "memory", "memoryReservation", "containerDefinitions"];

test("a slip of the keyboard and another case are recognised", () => {
  expect(meant("imgae", members)).toBe("image");
  expect(meant("imagee", members)).toBe("image");
  expect(meant("ContainerDefinitions", members)).toBe("containerDefinitions");
  expect(meant("memoryResrvation", members)).toBe("memoryReservation");
});

test("something else altogether is not taken for a slip", () => {
  expect(meant("replicas", members)).toBeUndefined();
  expect(meant("x", [])).toBeUndefined();
});

test("the likeliest come first", () => {
  expect(nearest("memori", members)[0]).toBe("memory");
});
