import { phrase } from "../phrase.ts";
import type { Rule } from "../rule.ts";
import { aTaskOf } from "./example.ts";
import { c, refusal } from "./registration.ts";

export const NO_ESSENTIAL = phrase`Task definition ${"family"} doesn't have any essential container.`;

export const essentialRefusals: readonly Rule[] = [
  refusal({
    // The object, for its name, which is the family's where the spec names none.
    at: "",
    field: "spec.containerDefinitions",
    about: ["containerDefinitions"],
    phrase: NO_ESSENTIAL,
    values: { family: { cel: "has(self.spec.family) ? self.spec.family : self.metadata.name" } },
    holds: (self) =>
      `size(${self}.spec.containerDefinitions) == 0 || ${self}.spec.containerDefinitions.exists(c, ${c.value("essential")})`,
    accepted: [aTaskOf({ essential: false }, {}), aTaskOf({ essential: false }, { essential: true })],
    refused: [
      { spec: aTaskOf({ essential: false }, { essential: false }), says: NO_ESSENTIAL({ family: "app" }) },
      { spec: { ...aTaskOf({ essential: false }), family: "web" }, says: NO_ESSENTIAL({ family: "web" }) },
    ],
  }),
];
