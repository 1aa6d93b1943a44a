import { binaries } from "./control-plane.ts";
import { repository, run } from "./shell.ts";

/* What tools make of an object: the real library, and the real interpreter of health scripts. */

/** What Argo CD shows of an object. */
export interface Health {
  status: string;
  message: string;
}

/** Argo CD's health of each object, by the script in docs. */
export async function argoHealthOf(objects: readonly object[]): Promise<Health[]> {
  const answers = await ask("argo-health", objects, `${repository}/docs/argo-cd-health.lua`);
  return answers.map((line) => {
    const [status = "", ...words] = line.split(" ");
    return { status, message: words.join(" ") };
  });
}

/** The status that kstatus, and with it Helm and Flux, computes of each object. */
export function kstatusOf(objects: readonly object[]): Promise<string[]> {
  return ask("kstatus", objects);
}

async function ask(program: string, objects: readonly object[], ...args: readonly string[]): Promise<string[]> {
  const input = objects.map((object) => `${JSON.stringify(object)}\n`).join("");
  const { stdout } = await run(`${binaries}/${program}`, args, { input });
  return stdout.trimEnd().split("\n");
}
