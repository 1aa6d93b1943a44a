import type { EnvironmentVariable } from "../api/concepts/environment.ts";
import { isRecord } from "../kube/object.ts";
import { wrongUse } from "./failure.ts";

/** A variable for a container; of the only one where none is named. */
export interface Setting {
  readonly container?: string;
  readonly name: string;
  readonly value: string;
}

// A name of a variable has no colon, so that what stands before one is a container.
const SETTING = /^(?:([A-Za-z0-9_-]+):)?([^=:]+)=(.*)$/s;

/** Reads `container:NAME=VALUE` or `NAME=VALUE`. */
export function parseSetting(text: string): Setting | undefined {
  const [, container, name, value] = SETTING.exec(text) ?? [];
  if (name === undefined || value === undefined) return undefined;
  return { ...(container !== undefined && { container }), name, value };
}

/** Reads a command: a JSON list of words, or words between blanks. */
export function parseCommand(text: string): readonly string[] {
  if (!text.trimStart().startsWith("[")) return text.trim().split(/\s+/);
  const words = json(text, "--command");
  if (!Array.isArray(words) || !words.every((word) => typeof word === "string")) {
    throw wrongUse('--command is no list of texts, such as ["sh", "-c", "echo hello"]');
  }
  return words;
}

/** Reads RunTask's `overrides`. */
export function parseOverrides(text: string): Overrides {
  const value = json(text, "--overrides");
  if (!isRecord(value)) {
    throw wrongUse('--overrides is no JSON object, such as {"containerOverrides": [{"name": "main", "cpu": 512}]}');
  }
  return value;
}

function json(text: string, flag: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw wrongUse(`${flag} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** RunTask's `overrides`, as far as flags add to them. */
export interface Overrides {
  readonly containerOverrides?: readonly ContainerOverride[];
  readonly [member: string]: unknown;
}

interface ContainerOverride {
  readonly name?: string;
  readonly command?: readonly string[];
  readonly environment?: readonly EnvironmentVariable[];
  readonly [member: string]: unknown;
}

/** What flags say of a container. */
export interface ContainerChange {
  readonly container: string;
  readonly command?: readonly string[];
  readonly environment?: readonly EnvironmentVariable[];
}

/** The overrides with what flags say beside them; of two values for one variable, the flag's is the last one. */
export function withChanges(overrides: Overrides, changes: readonly ContainerChange[]): Overrides {
  const all = new Map((overrides.containerOverrides ?? []).map((one) => [one.name, one]));
  for (const { container, command, environment } of changes) {
    const before = all.get(container) ?? { name: container };
    all.set(container, {
      ...before,
      ...(command !== undefined && { command }),
      ...(environment !== undefined && { environment: [...(before.environment ?? []), ...environment] }),
    });
  }
  return all.size === 0 ? overrides : { ...overrides, containerOverrides: [...all.values()] };
}
