import { conditionTypes, reasons } from "../api/conditions.ts";
import { eventReasons } from "../api/event-reasons.ts";
import { code, GENERATED_PAGE, table } from "./markdown.ts";

const listed = (meanings: Readonly<Record<string, string>>) =>
  Object.entries(meanings).map(([name, meaning]) => [code(name), meaning]);

/** The page of all conditions, their reasons, and those of Events. */
export function conditionsPage(): string {
  const lines = [
    GENERATED_PAGE,
    "# Conditions and Events",
    "",
    "Every object has these in `status.conditions`; they belong to the generation in `status.observedGeneration`.",
    "",
    ...table(["type", "True means"], listed(conditionTypes)),
    "",
    "## Reasons",
    "",
    "The names are stable; messages are for people.",
    "",
    ...table(["reason", "meaning"], listed(reasons)),
    "",
    "## Events",
    "",
    "`kubectl describe` and `kubectl events` show them. An Event that tells why an object is not ready has the reason of",
    "its condition; these tell what happened. A service's `status.events` has the same texts, in ECS's words.",
    "",
    ...table(["reason", "what happened"], listed(eventReasons)),
  ];
  return `${lines.join("\n")}\n`;
}
