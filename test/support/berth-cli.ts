import { spawn } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";
import { attempt, type Output, repository } from "./shell.ts";

const launcher = join(repository, "bin/berth.js");

/** Runs the CLI in a process of its own, as the kubeconfig says. */
export function runBerth(kubeconfig: string, namespace: string, ...args: readonly string[]): Promise<Output> {
  return attempt(process.execPath, [launcher, "--kubeconfig", kubeconfig, "--namespace", namespace, ...args]);
}

/** Runs the CLI in a process of its own, as the administrator of the control plane. */
export function berth(namespace: string, ...args: readonly string[]): Promise<Output> {
  return runBerth(inject("plane").admin, namespace, ...args);
}

/** A CLI that goes on until it is told to end. */
export interface RunningCli {
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  end(): Promise<void>;
}

/** Starts the CLI for a command that does not end by itself. */
export function startBerth(namespace: string, ...args: readonly string[]): RunningCli {
  const child = spawn(process.execPath, [launcher, ...at(namespace), ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    end: () => {
      child.kill("SIGINT");
      return ended;
    },
  };
}

function at(namespace: string): string[] {
  return ["--kubeconfig", inject("plane").admin, "--namespace", namespace];
}
