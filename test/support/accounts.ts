import { tryKubectl } from "./place.ts";

/** Makes the ServiceAccounts that a text names: Kubernetes takes no Pod of one that is not there. */
export async function makeAccountsOf(text: string, namespace: string): Promise<void> {
  const names = [...text.matchAll(/serviceAccountName"?: ?"?([a-z0-9.-]+)/g)].flatMap(([, name]) => name ?? []);
  const items = [...new Set(names)].map((name) => ({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name, namespace },
  }));
  if (items.length === 0) return;
  const { code, stderr } = await tryKubectl(["apply", "-f", "-"], {
    input: JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  });
  if (code !== 0) throw new Error(stderr);
}
