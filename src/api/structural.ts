/** A rule of a CRD, in CEL. */
export interface Validation {
  rule: string;
  message: string;
  messageExpression?: string;
  fieldPath?: string;
  optionalOldSelf?: true;
}

/** The part of OpenAPI 3.0 that the Kubernetes API server takes in a CRD, with fields in the order they are written. */
export interface StructuralSchema {
  description?: string;
  type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  format?: string;
  default?: unknown;
  nullable?: true;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: true;
  exclusiveMaximum?: true;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  maxProperties?: number;
  "x-kubernetes-list-type"?: "atomic" | "map";
  "x-kubernetes-list-map-keys"?: string[];
  "x-kubernetes-preserve-unknown-fields"?: true;
  "x-kubernetes-validations"?: Validation[];
  required?: string[];
  items?: StructuralSchema;
  additionalProperties?: StructuralSchema;
  properties?: Record<string, StructuralSchema>;
}

/** A JSON Schema as zod prints it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export interface StructuralOptions {
  /** Whether every optional member also takes null, as JSON printed by ECS tools has it. */
  readonly nullable: boolean;
}

/** The range in which a number is exact, which zod writes out for every integer, and that of 32 bits. */
const SAFE = Number.MAX_SAFE_INTEGER;
const INT32 = 2 ** 31 - 1;

type Rewrite = (value: unknown, schema: JsonSchema, options: StructuralOptions) => StructuralSchema;

/** What becomes of each keyword. A keyword that is not here is an error: nothing is dropped by accident. */
const rewrites: Record<string, Rewrite> = {
  $schema: () => ({}),
  type: (value) => ({ type: typeOf(value) }),
  description: (value, schema) => ({ description: describe(String(value), schema) }),
  ecsDefault: () => ({}),
  default: (value) => ({ default: value }),
  enum: (value) => ({ enum: asArray(value) }),
  const: (value) => ({ enum: [value] }),
  format: (value) => ({ format: String(value) }),
  pattern: (value, schema) => (schema.format === undefined ? { pattern: String(value) } : {}),
  minLength: (value) => ({ minLength: Number(value) }),
  maxLength: (value) => ({ maxLength: Number(value) }),
  minItems: (value) => ({ minItems: Number(value) }),
  maxItems: (value) => ({ maxItems: Number(value) }),
  maxProperties: (value) => ({ maxProperties: Number(value) }),
  multipleOf: (value) => ({ multipleOf: Number(value) }),
  minimum: (value, schema) => ({ ...bound("minimum", value), ...width(schema) }),
  maximum: (value, schema) => ({ ...bound("maximum", value), ...width(schema) }),
  exclusiveMinimum: (value, schema) => exclusive("Minimum", value, schema),
  exclusiveMaximum: (value, schema) => exclusive("Maximum", value, schema),
  nullable: (value) => (value === true ? { nullable: true } : {}),
  required: (value) => ({ required: asArray(value).map(String) }),
  properties: (value, schema, options) => ({ properties: members(asSchema(value), schema, options) }),
  items: (value, schema, options) => ({ items: structural(asSchema(value), options), ...listType(schema) }),
  listMapKeys: () => ({}),
  propertyNames: () => ({}),
  additionalProperties: (value, _schema, options) => additional(value, options),
  oneOf: (value, _schema, options) => merge(asArray(value), options),
  anyOf: (value, _schema, options) => merge(asArray(value), options),
  allOf: (value, _schema, options) => merge(asArray(value), options),
};

/**
 * A JSON Schema as the API server wants it: every member with a type of its own, unions merged into one object, no
 * references. Throws on what has no equivalent.
 */
export function structural(schema: JsonSchema, options: StructuralOptions): StructuralSchema {
  const result: StructuralSchema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const rewrite = rewrites[keyword];
    if (rewrite === undefined) throw new Error(`no structural equivalent of ${keyword}: ${JSON.stringify(schema)}`);
    Object.assign(result, rewrite(value, schema, options));
  }
  if (result.type === undefined) result["x-kubernetes-preserve-unknown-fields"] = true;
  return ordered(result);
}

const order: readonly (keyof StructuralSchema)[] = [
  "description",
  "type",
  "format",
  "default",
  "nullable",
  "enum",
  "minimum",
  "exclusiveMinimum",
  "maximum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
  "maxProperties",
  "x-kubernetes-list-type",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
  "required",
  "items",
  "additionalProperties",
  "properties",
];

/** The same schema with its keywords in the order in which they are written. */
export function ordered(schema: StructuralSchema): StructuralSchema {
  return Object.fromEntries(order.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]));
}

const types = ["object", "array", "string", "integer", "number", "boolean"] as const;

function typeOf(value: unknown): (typeof types)[number] {
  const type = types.find((known) => known === value);
  if (type === undefined) throw new Error(`no structural equivalent of type ${JSON.stringify(value)}`);
  return type;
}

/** What kubectl explain prints: the meaning, the values to choose from, and what ECS does without the member. */
function describe(description: string, schema: JsonSchema): string {
  const values = schema.enum === undefined ? [] : asArray(schema.enum);
  const choice = values.length > 1 ? ` One of ${values.join(", ")}.` : "";
  return `${description}${choice}${schema.ecsDefault === undefined ? "" : ` Default: ${valueText(schema.ecsDefault)}.`}`;
}

/** A default in words: text as it is, everything else as JSON. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function bound(name: "minimum" | "maximum", value: unknown): StructuralSchema {
  return Math.abs(Number(value)) === SAFE ? {} : { [name]: Number(value) };
}

/** Integers of the ECS API have 32 bits. The format is for readers: the API server checks only the bounds. */
function width(schema: JsonSchema): StructuralSchema {
  return schema.type === "integer" && schema.maximum === INT32 ? { format: "int32" } : {};
}

/** OpenAPI 3.0 has a flag beside the bound, JSON Schema the bound itself. Of integers the next one is the bound. */
function exclusive(end: "Minimum" | "Maximum", value: unknown, schema: JsonSchema): StructuralSchema {
  const limit = value === true ? schema[end.toLowerCase()] : value;
  if (typeof limit !== "number") return {};
  const name = end === "Minimum" ? "minimum" : "maximum";
  if (schema.type === "integer") return { [name]: end === "Minimum" ? limit + 1 : limit - 1 };
  return { [name]: limit, [`exclusive${end}`]: true };
}

function members(properties: JsonSchema, schema: JsonSchema, options: StructuralOptions) {
  const required = new Set(schema.required === undefined ? [] : asArray(schema.required));
  return Object.fromEntries(
    Object.entries(properties).map(([name, member]) => {
      const rewritten = structural(asSchema(member), options);
      return [name, options.nullable && !required.has(name) ? orNull(rewritten) : rewritten];
    }),
  );
}

/**
 * The member, or null. The API server checks an enum against null too, even with null in it (measured on 1.35), but a
 * pattern only against text.
 */
function orNull({ enum: values, ...schema }: StructuralSchema): StructuralSchema {
  if (values === undefined) return ordered({ ...schema, nullable: true });
  const pattern = `^(${values.map((value) => String(value).replace(/[^A-Za-z0-9_-]/g, "\\$&")).join("|")})$`;
  return ordered({ ...schema, pattern, nullable: true });
}

function listType(schema: JsonSchema): StructuralSchema {
  if (schema.listMapKeys === undefined) return { "x-kubernetes-list-type": "atomic" };
  return {
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": asArray(schema.listMapKeys).map(String),
  };
}

/** `{}` comes from loose objects, a schema from maps; `false` would forbid what must be kept and reported. */
function additional(value: unknown, options: StructuralOptions): StructuralSchema {
  if (value === false) return {};
  const schema = asSchema(value);
  if (Object.keys(schema).length === 0) return { "x-kubernetes-preserve-unknown-fields": true };
  return { additionalProperties: structural(schema, options) };
}

/** One schema that takes what any of the branches takes. Which members go together is left to a CEL rule. */
function merge(branches: readonly unknown[], options: StructuralOptions): StructuralSchema {
  const schemas = branches.map(asSchema);
  const rewritten = schemas.filter((branch) => branch.type !== "null").map((branch) => structural(branch, options));
  const merged = rewritten.reduce(either);
  return rewritten.length < schemas.length ? { ...merged, nullable: true } : merged;
}

function either(a: StructuralSchema, b: StructuralSchema): StructuralSchema {
  if (a.type !== b.type) throw new Error(`no structural equivalent of a union of ${a.type} and ${b.type}`);
  const { enum: ofA, ...rest } = a;
  const result: StructuralSchema = { ...b, ...rest };
  if (ofA !== undefined && b.enum !== undefined) result.enum = [...new Set([...ofA, ...b.enum])];
  else delete result.enum;
  if (a.properties !== undefined && b.properties !== undefined)
    result.properties = eitherMember(a.properties, b.properties);
  const required = (a.required ?? []).filter((name) => b.required?.includes(name));
  delete result.required;
  return required.length > 0 ? { ...result, required } : result;
}

function eitherMember(a: Record<string, StructuralSchema>, b: Record<string, StructuralSchema>) {
  const result = { ...a };
  for (const [name, schema] of Object.entries(b)) {
    const other = a[name];
    result[name] = other === undefined ? schema : ordered(either(other, schema));
  }
  return result;
}

function asArray(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value)}`);
  return value;
}

function asSchema(value: unknown): JsonSchema {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Error(`not a schema: ${JSON.stringify(value)}`);
  }
  return Object.fromEntries(Object.entries(value));
}
