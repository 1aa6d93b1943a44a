import { ECS_NAME } from "../names.ts";
import { phrase } from "../phrase.ts";
import { type Rule, refusalsBy } from "../rule.ts";

export const CLUSTER_NAME = phrase`Invalid identifier: use 1 to 255 letters, numbers, hyphens and underscores.`;

const refusal = refusalsBy("InvalidParameterException");

export const clusterRefusals: readonly Rule[] = [
  refusal({
    at: "",
    field: "spec.clusterName",
    about: ["clusterName"],
    phrase: CLUSTER_NAME,
    holds: (self) =>
      `(has(${self}.spec) && has(${self}.spec.clusterName) ? ${self}.spec.clusterName : ${self}.metadata.name).matches("${ECS_NAME.source}")`,
    accepted: [{ clusterName: "Shop_1-a" }, {}],
    refused: ["", "my shop", "a.b", "x".repeat(256)].map((clusterName) => ({
      spec: { clusterName },
      says: CLUSTER_NAME({}),
    })),
  }),
];
