import { toYaml } from "../../src/api/yaml.ts";
import { attempt, type Output, type RunOptions, repository, run } from "./shell.ts";

const script = (name: string) => `${repository}/test/cluster/${name}`;

/** Release and namespace of the operator in the test cluster. */
export const RELEASE = "berth";
export const OPERATOR_NAMESPACE = "berth-system";

/** Brings the cluster up, unless it is, and tells its progress on standard error. Resolves to the kubeconfig's path. */
export async function startCluster(): Promise<string> {
  const { stdout } = await run(script("up.sh"), [], { showProgress: true, timeoutMs: 3_600_000 });
  return stdout.trim();
}

/** Builds the operator's image, unless it is, and gives it to the cluster. Resolves to its name. */
export async function loadOperatorImage(): Promise<string> {
  const { stdout } = await run(script("operator-image.sh"), [], { showProgress: true });
  const image = stdout.trim();
  await run(script("load.sh"), [image], { showProgress: true });
  return image;
}

/** Makes sure that the cluster has images under the names that task definitions use. */
export async function loadWorkloadImages(...names: readonly string[]): Promise<void> {
  await run(script("workload-image.sh"), names, { showProgress: true });
}

/** Arguments of `helm upgrade --install` for the operator's image and some values. */
export function helmArguments(image: string, values: readonly string[] = []): string[] {
  const [repositoryOfImage = "", tag = ""] = image.split(":");
  const set = [`image.repository=${repositoryOfImage}`, `image.tag=${tag}`, ...values];
  return [
    ...["upgrade", "--install", RELEASE, `charts/berth`, "--namespace", OPERATOR_NAMESPACE, "--create-namespace"],
    // Somebody may have applied the CRDs by hand.
    ...["--wait", "--timeout", "3m", "--take-ownership"],
    ...set.flatMap((value) => ["--set", value]),
  ];
}

/** Runs helm against the test cluster. */
export function helm(...args: readonly string[]): Promise<Output> {
  return run(script("helm.sh"), args);
}

/** Runs kubectl against the test cluster; rejects where it fails. */
export function kubectl(...args: readonly string[]): Promise<Output> {
  return run(script("kubectl.sh"), args);
}

/** Runs kubectl and tells how it ended, whatever that is. */
export function tryKubectl(args: readonly string[], options: RunOptions = {}): Promise<Output> {
  return attempt(script("kubectl.sh"), args, options);
}

/** An object from the cluster, or `undefined` where there is none. */
export async function getObject<T = Record<string, unknown>>(
  resource: string,
  namespace: string,
  name: string,
): Promise<T | undefined> {
  const { stdout } = await kubectl("get", resource, name, "-n", namespace, "-o", "json", "--ignore-not-found");
  return stdout.trim() === "" ? undefined : (JSON.parse(stdout) as T);
}

/** Objects from the cluster, by label selector where one is given. */
export async function listObjects<T = Record<string, unknown>>(
  resource: string,
  namespace: string,
  selector = "",
): Promise<T[]> {
  const { stdout } = await kubectl("get", resource, "-n", namespace, "-o", "json", "-l", selector);
  return (JSON.parse(stdout) as { items: T[] }).items;
}

/** Applies objects as a user does; resolves to what kubectl said, also where the API server refused. */
export function apply(...objects: readonly object[]): Promise<Output> {
  return tryKubectl(["apply", "-f", "-"], { input: objects.map(toYaml).join("---\n") });
}
