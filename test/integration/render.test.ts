import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeAccountsOf } from "../support/accounts.ts";
import { cliAlone } from "../support/cli-runs.ts";
import { aPlace, kubectl, type Place, tryKubectl } from "../support/place.ts";
import { isPublishedHere, publishedFiles } from "../support/real-definitions.ts";

/* A real API server takes what `berth render` prints, every field of it. No operator is needed. */

let place: Place;
beforeAll(async () => {
  place = await aPlace("render");
  // Kubernetes takes no Pod before it has made the namespace's account.
  await kubectl("wait", "--for=create", "serviceaccount/default", "-n", place.namespace, "--timeout=30s");
});
afterAll(() => place?.leave());

/** What `berth render` says of a file where it refuses it, else what the API server says of the objects. */
async function judged(text: string) {
  const args = ["render", "-f", "f", "--allow", "all", "-n", place.namespace];
  const { code, stdout, stderr } = await cliAlone({ f: text }, ...args);
  if (code !== 0) return { refused: stderr };
  await makeAccountsOf(stdout, place.namespace);
  return tryKubectl(["apply", "--dry-run=server", "--validate=strict", "-f", "-"], { input: stdout });
}

const TAKEN = { code: 0, stderr: "" };

test("the API server takes services, tasks and what they run", async () => {
  const container = { name: "main", image: "nginx", memory: 64, portMappings: [{ containerPort: 80 }] };
  const sidecar = { name: "sidecar", image: "busybox", memory: 16, essential: false, entryPoint: ["sh"] };
  const objects = [
    { family: "Web", containerDefinitions: [container, sidecar] },
    {
      serviceName: "Web",
      taskDefinition: "Web:3",
      desiredCount: 2,
      loadBalancers: [{ containerName: "main", containerPort: 80 }],
    },
    { serviceName: "agent", taskDefinition: "Web", schedulingStrategy: "DAEMON" },
    { taskDefinition: "Web", count: 2, overrides: { containerOverrides: [{ name: "main", command: ["true"] }] } },
  ];
  const result = await judged(JSON.stringify(objects));
  expect(result).toMatchObject(TAKEN);
  expect(result).toHaveProperty("stdout", expect.stringContaining("daemonset.apps/agent created (server dry run)"));
});

describe.runIf(isPublishedHere)("the API server takes what is rendered of files as people have published them", () => {
  const valid = publishedFiles().filter(({ isValid }) => isValid === true);

  test.each(valid)("$file", async ({ text }) => {
    const result = await judged(text);
    if ("refused" in result) return expect(result.refused).toMatch(/^ClientException: /);
    return expect(result).toMatchObject(TAKEN);
  });
});

test.skipIf(isPublishedHere)("files of public repositories are not here (../shared/taskdefs): nothing to check", () => {
  expect(publishedFiles()).toEqual([]);
});
