import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { inject } from "vitest";
import type { Node } from "../../src/api/kube-object.ts";
import * as resources from "../../src/kube/resource.ts";
import { admin } from "./place.ts";

/** Answers for the kubelet of a Node when the API server asks for logs. */
export interface FakeKubelet {
  /** What was asked for: `namespace/pod/container?query`. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts one; it has the same log for every container, and says at its end which one that was. */
export async function fakeKubelet(node: string, lines: readonly string[]): Promise<FakeKubelet> {
  const { folder } = inject("plane");
  // The API server does not check who a kubelet is: its own certificate does for both.
  const [key, cert] = ["key", "crt"].map((end) => readFileSync(join(folder, `apiserver.${end}`)));
  const asked: string[] = [];
  const server = createServer({ key, cert }, ({ url = "" }, response) => {
    asked.push(url.replace("/containerLogs/", ""));
    response.end([...lines, `from ${url.split("?")[0]?.split("/").at(-1)}`].join("\n"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const status: Partial<NonNullable<Node["status"]>> = {
    addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  };
  await admin().mergePatch(
    resources.nodes,
    { name: node },
    { status },
    { fieldManager: "kubelet", subresource: "status" },
  );
  return {
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
