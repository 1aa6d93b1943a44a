import { phrase } from "../phrase.ts";
import type { OperatorOnly } from "../rule.ts";

export const TOO_LONG_ALTOGETHER = phrase`Actual length: '${"bytes"}'. Max allowed length is '65536' bytes.`;
export const TOO_MANY = phrase`Too many ${"things"}. A task definition can have at most ${"most"}.`;

export const limitChecks: readonly OperatorOnly[] = [
  { phrase: TOO_LONG_ALTOGETHER, why: "CEL does not know how long an object is as JSON" },
  { phrase: TOO_MANY, why: "the schema has the bounds already" },
];
