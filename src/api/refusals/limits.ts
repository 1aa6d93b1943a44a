import { phrase } from "../phrase.ts";
import type { OperatorOnly } from "../rule.ts";

export const TOO_LONG_ALTOGETHER = phrase`Actual length: '${"bytes"}'. Max allowed length is '65536' bytes.`;
export const TOO_MANY = phrase`Too many ${"things"}. A task definition can have at most ${"most"}.`;
export const OUT_OF_RANGE = phrase`Invalid '${"member"}' setting for ${"whom"}. It must be between ${"least"} and ${"most"}.`;
export const TOO_MANY_IN_CONTAINER = phrase`Too many ${"things"} in container '${"container"}'. It can have at most ${"most"}.`;

export const limitChecks: readonly OperatorOnly[] = [
  { phrase: TOO_LONG_ALTOGETHER, why: "CEL does not know how long an object is as JSON" },
  ...[TOO_MANY, OUT_OF_RANGE, TOO_MANY_IN_CONTAINER].map((one) => ({
    phrase: one,
    why: "the schema has the bounds already",
  })),
];
