import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("without any variable every setting has its default", () => {
  expect(readConfig({})).toMatchObject({ BERTH_REGION: "local", BERTH_WORKERS: 4, BERTH_ALLOWED_FEATURES: {} });
});

test("allowed features are read per namespace", () => {
  const config = readConfig({ BERTH_ALLOWED_FEATURES: '{"team-a":["hostPorts"],"*":[]}' });
  expect(config.BERTH_ALLOWED_FEATURES).toEqual({ "team-a": ["hostPorts"], "*": [] });
});

test("every wrong variable is named, and its value is not printed", () => {
  const wrong = { BERTH_ACCOUNT: "secret-12", BERTH_ALLOWED_FEATURES: "{", BERTH_WORKERS: "0" };
  expect(() => readConfig(wrong)).toThrow(/BERTH_ACCOUNT.*\n.*BERTH_ALLOWED_FEATURES.*\n.*BERTH_WORKERS/s);
  expect(() => readConfig(wrong)).not.toThrow(/secret-12/);
});
