import { afterAll, beforeAll, expect, test } from "vitest";
import { kubernetesName } from "../../../src/api/names.ts";
import { fromYaml } from "../../../src/api/yaml.ts";
import { checkRegistration } from "../../../src/translate/registration.ts";
import { makeAccountsOf } from "../../support/accounts.ts";
import { goldenCases, inputOf, stored } from "../../support/golden.ts";
import { aPlace, type Place, tryKubectl } from "../../support/place.ts";

/* What the translator prints is a Pod that a real API server takes, to the last member. */

let place: Place;
beforeAll(async () => {
  place = await aPlace("golden");
});
afterAll(() => place?.leave());

test("the API server takes the Pod of every golden case that is registered, and warns of nothing", async () => {
  const cases = goldenCases().filter((golden) => checkRegistration(inputOf(golden), "web").length === 0);
  expect(cases.length).toBeGreaterThan(50);
  const items = cases.map((golden) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: kubernetesName(`${golden.concept}.${golden.name}`), namespace: place.namespace },
    spec: fromYaml(stored(golden, ["pod.yaml"])["pod.yaml"] ?? ""),
  }));
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await makeAccountsOf(input, place.namespace);
  const { code, stderr, stdout } = await tryKubectl(["create", "--dry-run=server", "--validate=strict", "-f", "-"], {
    input,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.trim().split("\n")).toHaveLength(cases.length);
});
