import { members } from "../cel.ts";
import { runtimePlatform } from "../concepts/runtime-platform.ts";
import { taskOf } from "./registration.ts";

/** CEL: the task must be valid for Fargate. */
export function forFargate(task: string): string {
  return taskOf(task).exists("requiresCompatibilities", "type", 'type == "FARGATE"');
}

/** CEL: the task asks for Windows. */
export function isWindows(task: string): string {
  const family = members(runtimePlatform, `${task}.runtimePlatform`).value("operatingSystemFamily");
  return `(${taskOf(task).has("runtimePlatform")} && ${family}.startsWith("WINDOWS"))`;
}
