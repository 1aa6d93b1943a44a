import { members } from "../cel.ts";
import { environmentVariable } from "../concepts/environment.ts";
import { phrase } from "../phrase.ts";
import type { OperatorOnly, Rule } from "../rule.ts";
import { aTaskOf } from "./example.ts";
import { CONTAINER, c, everyContainer, refusal, SPEC, taskOf } from "./registration.ts";

export const NO_VARIABLE_NAME = phrase`Environment variable name should not be null or empty.`;
export const SECRET_NAME = phrase`The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '${"name"}'.`;
export const NO_EXECUTION_ROLE = phrase`When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.`;

const secrets = aTaskOf({ secrets: [{ name: "KEY", valueFrom: "parameter" }] });

export const environmentRefusals: readonly Rule[] = [
  refusal({
    at: `${CONTAINER}.environment[]`,
    field: "name",
    phrase: NO_VARIABLE_NAME,
    holds: (self) => members(environmentVariable, self).says("name"),
    accepted: [aTaskOf({ environment: [{ name: "A" }, { name: "any name", value: "" }] })],
    refused: [{ value: "x" }, { name: "", value: "x" }].map((variable) => ({
      spec: aTaskOf({ environment: [variable] }),
      says: NO_VARIABLE_NAME({}),
    })),
  }),
  refusal({
    at: SPEC,
    field: "executionRoleArn",
    about: ["executionRoleArn", "containerDefinitions"],
    phrase: NO_EXECUTION_ROLE,
    holds: (self) => `${taskOf(self).says("executionRoleArn")} || ${everyContainer(self, `!${c.says("secrets")}`)}`,
    accepted: [{ ...secrets, executionRoleArn: "role" }, aTaskOf({ secrets: [] })],
    refused: [secrets, { ...secrets, executionRoleArn: "" }].map((spec) => ({ spec, says: NO_EXECUTION_ROLE({}) })),
  }),
];

export const environmentChecks: readonly OperatorOnly[] = [
  { phrase: SECRET_NAME, why: "each secret would be compared with each variable" },
];
