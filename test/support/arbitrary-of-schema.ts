import fc from "fast-check";
import { z } from "zod";

/**
 * Anything that a schema allows, with every member there or not: whether it makes sense is another question. Texts and
 * lists are short, and often empty or a default.
 */
export function arbitraryOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return arbitraryOf(schema.unwrap());
  if (schema instanceof z.ZodArray) return fc.array(arbitraryOf(schema.element), { maxLength: most(schema, 3) });
  if (schema instanceof z.ZodRecord) return fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), texts, { maxKeys: 3 });
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) return numbers(schema);
  if (schema instanceof z.ZodObject) return objects(schema);
  return schema instanceof z.ZodString ? texts : fc.jsonValue();
}

const texts = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom("", "web", "1 vCPU", "1 GB", "256", "$(A)", "80-90", "NONE", "CMD", "/a"),
);

function most({ def }: z.ZodArray, otherwise: number): number {
  const checks = (def.checks ?? []).map(({ _zod }) => _zod.def);
  const bounds = checks.flatMap((one) => ("maximum" in one && typeof one.maximum === "number" ? [one.maximum] : []));
  return Math.min(otherwise, ...bounds);
}

function numbers({ minValue, maxValue }: z.ZodNumber): fc.Arbitrary<number> {
  const [min, max] = [Math.max(minValue ?? -2, -2), Math.min(maxValue ?? 300, 300)];
  return fc.integer({ min: Math.min(min, max), max: Math.max(min, max) });
}

function objects(schema: z.ZodObject): fc.Arbitrary<object> {
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const members = Object.entries(shape).map(([name, member]): [string, fc.Arbitrary<unknown>] => [
    name,
    arbitraryOf(member),
  ]);
  const required = Object.keys(shape).filter((name) => !(shape[name] instanceof z.ZodOptional));
  return fc.record(Object.fromEntries(members), { requiredKeys: required });
}
