import { members } from "../cel.ts";
import { healthCheck } from "../concepts/health-check.ts";
import { phrase } from "../phrase.ts";
import type { OperatorOnly, Rule } from "../rule.ts";
import { aTaskOf } from "./example.ts";
import { CONTAINER, containerOf, refusal } from "./registration.ts";

export const HEALTH_COMMAND = phrase`Invalid 'healthCheck.command' setting for container '${"container"}'. It must start with CMD or CMD-SHELL, and a command follows.`;
export const HEALTH_NUMBER = phrase`Invalid 'healthCheck.${"member"}' setting for container '${"container"}'. It must be between ${"least"} and ${"most"}.`;

const checking = (...command: readonly string[]) => aTaskOf({ healthCheck: { command: [...command] } });
const command = members(healthCheck, "self.healthCheck").value("command");
const runs = `size(${command}) > 1 && ${command}[0] in ["CMD", "CMD-SHELL"]`;
const isOff = `size(${command}) > 0 && ${command}[0] == "NONE"`;

export const healthCheckRefusals: readonly Rule[] = [
  refusal({
    at: CONTAINER,
    field: "healthCheck",
    phrase: HEALTH_COMMAND,
    values: { container: { cel: containerOf("self").value("name") } },
    holds: () => `!has(self.healthCheck) || (${runs}) || (${isOff})`,
    accepted: [checking("CMD", "true"), checking("CMD-SHELL", "true"), checking("NONE")],
    refused: [checking("curl localhost"), checking("CMD"), checking()].map((spec) => ({
      spec,
      says: HEALTH_COMMAND({ container: "web" }),
    })),
  }),
];

export const healthCheckNumbers: readonly OperatorOnly[] = [
  { phrase: HEALTH_NUMBER, why: "the schema has the bounds already" },
];
