import type { Rule } from "../api/rule.ts";
import { ordered, type StructuralSchema, type Validation } from "../api/structural.ts";

/** The schema of the node at a path such as `spec.containerDefinitions[]`, with the rules that stand there and below. */
export function withRules(schema: StructuralSchema, path: string, rules: readonly Rule[]): StructuralSchema {
  const here = rules.filter(({ at }) => at === path);
  const items = schema.items && withRules(schema.items, `${path}[]`, rules);
  const properties = Object.entries(schema.properties ?? {}).map(([name, member]) => [
    name,
    withRules(member, path === "" ? name : `${path}.${name}`, rules),
  ]);
  return ordered({
    ...schema,
    ...(items && { items }),
    ...(schema.properties && { properties: Object.fromEntries(properties) }),
    ...(here.length > 0 && { "x-kubernetes-validations": here.map(validation) }),
  });
}

function validation({ rule, message, messageExpression, field, optionalOldSelf }: Rule): Validation {
  return {
    rule,
    message,
    ...(messageExpression !== undefined && { messageExpression }),
    ...(field !== undefined && { fieldPath: `.${field}` }),
    ...(optionalOldSelf && { optionalOldSelf }),
  };
}
