import type { ContainerDefinition } from "../concepts/container-definition.ts";
import type { ContainerDependency } from "../concepts/depends-on.ts";
import { phrase } from "../phrase.ts";
import type { OperatorOnly, Rule } from "../rule.ts";
import { aTaskOf } from "./example.ts";
import { CONTAINERS, c, containerOf, ofFirst, ofFirstIn, refusal } from "./registration.ts";

export const UNKNOWN_DEPENDENCY = phrase`Cannot depend on container + '${"container"}' because it does not exist`;
export const NO_HEALTH_CHECK = phrase`A dependency container with HEALTHY condition must have health check configured`;
export const NEVER_ENDS = phrase`A dependency container with SUCCESS or COMPLETE condition cannot be an essential container`;
export const CYCLE = phrase`Container dependencies should not have a cycle: ${"trail"}`;

const target = containerOf("t");
const isTarget = `${target.has("name")} && t.name == d.containerName`;
const everyDependency = (holds: string) => `self.all(c, ${c.all("dependsOn", "d", holds)})`;
const isNamed = `self.exists(t, ${isTarget})`;
const isAsked = `${target.has("healthCheck")} && (size(t.healthCheck.command) == 0 || t.healthCheck.command[0] != "NONE")`;
const isItself = `${c.has("name")} && c.name == d.containerName`;
/** A task in which the second container depends on one, the first by default. */
const depending = (
  condition: ContainerDependency["condition"],
  first: ContainerDefinition = {},
  containerName = "web",
) => aTaskOf(first, { dependsOn: [{ containerName, condition }] });

export const dependencyRefusals: readonly Rule[] = [
  refusal({
    at: CONTAINERS,
    phrase: UNKNOWN_DEPENDENCY,
    values: { container: { cel: "d.containerName" } },
    saying: ofFirstIn("dependsOn", "d", isNamed, "self"),
    holds: () => everyDependency(isNamed),
    accepted: [depending("START")],
    refused: [{ spec: depending("START", {}, "db"), says: UNKNOWN_DEPENDENCY({ container: "db" }) }],
  }),
  refusal({
    at: CONTAINERS,
    phrase: NO_HEALTH_CHECK,
    holds: () => everyDependency(`d.condition != "HEALTHY" || self.all(t, !(${isTarget}) || (${isAsked}))`),
    accepted: [depending("HEALTHY", { healthCheck: { command: ["CMD", "true"] } })],
    refused: [depending("HEALTHY"), depending("HEALTHY", { healthCheck: { command: ["NONE"] } })].map((spec) => ({
      spec,
      says: NO_HEALTH_CHECK({}),
    })),
  }),
  refusal({
    at: CONTAINERS,
    phrase: NEVER_ENDS,
    holds: () =>
      everyDependency(
        `!(d.condition in ["SUCCESS", "COMPLETE"]) || self.all(t, !(${isTarget}) || !${target.value("essential")})`,
      ),
    accepted: [depending("SUCCESS", { essential: false }), depending("COMPLETE", { essential: false })],
    refused: [
      { spec: depending("SUCCESS"), says: NEVER_ENDS({}) },
      { spec: depending("COMPLETE", { essential: true }), says: NEVER_ENDS({}) },
    ],
  }),
  refusal({
    at: CONTAINERS,
    phrase: CYCLE,
    values: { trail: { cel: 'c.name + " → " + c.name' } },
    saying: ofFirst(c.all("dependsOn", "d", `!(${isItself})`), "self"),
    holds: () => everyDependency(`!(${isItself})`),
    accepted: [],
    refused: [{ spec: depending("START", {}, "web1"), says: CYCLE({ trail: "web1 → web1" }) }],
  }),
];

export const dependencyChecks: readonly OperatorOnly[] = [
  { phrase: CYCLE, why: "a way back over other containers is found by following it, which CEL cannot" },
];
