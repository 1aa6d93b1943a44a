import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./control-plane.ts";
import { repository } from "./shell.ts";

/** An operator in a process of its own, as `src/main.ts` starts it. */
export interface OperatorProcess {
  /** Ends it in order and resolves to its exit code when it has ended. */
  terminate(): Promise<number | null>;
  /** Ends it as a power cut does. Resolves when it has ended. */
  kill(): Promise<void>;
  /** Sum of a metric over the series whose labels match. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  /** What it has logged so far. */
  log(): string;
}

export interface OperatorOptions {
  /** The operator's own: where the API server is and as whom it speaks. */
  kubeconfig: string;
  /** Where its log goes. */
  folder: string;
  env?: Readonly<Record<string, string>>;
}

const START_MS = 60_000;
let started = 0;

/** Starts an operator; resolves when its caches are filled and it works. */
export async function startOperatorProcess({
  kubeconfig,
  folder,
  env = {},
}: OperatorOptions): Promise<OperatorProcess> {
  const port = await freePort();
  started += 1;
  const path = join(folder, `operator-${process.pid}-${started}.log`);
  const file = openSync(path, "w");
  const child = spawn(process.execPath, [join(repository, "src/main.ts")], {
    env: {
      KUBECONFIG: kubeconfig,
      // Types are stripped once, not at every start.
      NODE_COMPILE_CACHE: join(folder, "compiled"),
      BERTH_NAMESPACE: "berth-system",
      BERTH_POD_NAME: "berth-integration",
      BERTH_HEALTHY_AFTER_SECONDS: "0",
      BERTH_PORT: String(port),
      ...env,
    },
    stdio: ["ignore", file, file],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  void ended.then(() => process.off("exit", killAtExit));

  const log = () => readFileSync(path, "utf8");
  await working(child, port, log);
  return {
    terminate() {
      child.kill("SIGTERM");
      return ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async metric(name, labels = {}) {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      return text
        .split("\n")
        .filter((line) => line.startsWith(name) && /^[{ ]/.test(line.slice(name.length)))
        .filter((line) => wanted.every((label) => line.includes(label)))
        .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    },
    log,
  };
}

async function working(child: ChildProcess, port: number, log: () => string): Promise<void> {
  const deadline = performance.now() + START_MS;
  while (!(await isReady(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`the operator did not start\n${log().slice(-4000)}`);
    }
    await sleep(20);
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}
