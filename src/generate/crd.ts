import { stringify } from "yaml";
import { z } from "zod";
import { GROUP, VERSION } from "../api/group.ts";
import type { Kind } from "../api/registry.ts";
import { type StructuralSchema, structural } from "../api/structural.ts";
import { withEffects } from "./manual.ts";
import { withRules } from "./rules.ts";

/** First line of every generated YAML file. */
export const GENERATED = "# Generated from src/ by `npm run generate`. Do not edit.";

/** Name of the file that holds a kind's CustomResourceDefinition. */
export function crdFile(kind: Kind): string {
  return `${GROUP}_${kind.plural}.yaml`;
}

/** The CustomResourceDefinition of a kind. */
export function crd(kind: Kind) {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${kind.plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural: kind.plural,
        singular: kind.singular,
        ...(kind.shortNames.length > 0 && { shortNames: kind.shortNames }),
        categories: ["ecs"],
      },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          additionalPrinterColumns: kind.columns.map(({ wide, ...column }) => ({
            ...column,
            ...(wide && { priority: 1 }),
          })),
          ...(kind.selectableFields.length > 0 && {
            selectableFields: kind.selectableFields.map((jsonPath) => ({ jsonPath })),
          }),
          subresources: {
            status: {},
            ...(kind.scale && {
              scale: {
                specReplicasPath: kind.scale.spec,
                statusReplicasPath: kind.scale.status,
                labelSelectorPath: kind.scale.selector,
              },
            }),
          },
          schema: { openAPIV3Schema: schemaOf(kind) },
        },
      ],
    },
  };
}

/** The schema of a whole object of a kind. */
export function schemaOf(kind: Kind): StructuralSchema {
  const schema: StructuralSchema = {
    description: kind.description,
    type: "object",
    required: ["spec"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec: specOf(kind),
      status: {
        description: "What ECS would answer, and conditions. Written by the operator.",
        ...structuralOf(kind.status, false),
        default: { observedGeneration: -1 },
      },
    },
  };
  return withRules(schema, "", [...kind.fixed, ...kind.refusals]);
}

function specOf(kind: Kind): StructuralSchema {
  return {
    description: `The ECS request ${kind.request}, word for word; what Kubernetes needs beyond it stands under \`kubernetes\`.`,
    ...withEffects(structuralOf(kind.spec, true), kind),
    ...(kind.specMayBeAbsent && { default: {} }),
  };
}

function structuralOf(schema: z.ZodObject, nullable: boolean): StructuralSchema {
  return structural(z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", reused: "inline" }), { nullable });
}

/** The file of a kind's CustomResourceDefinition, as YAML 1.1, which is what kubectl reads. */
export function crdYaml(kind: Kind): string {
  return `${GENERATED}\n${stringify(crd(kind), { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false })}`;
}
