import { literal } from "./cel.ts";
import type { Phrase } from "./phrase.ts";

/** The spec of an object before a change, if there was one, and after it; the object has the name `app`. */
export interface Change {
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** A rule between fields, or between old and new, in CEL; with examples that are tried on whoever enforces it. */
export interface Rule {
  /** Node of the schema for which the rule's `self` stands: `spec.containerDefinitions[]`; "" is the object. */
  readonly at: string;
  /** Member below that node that the refusal points to; absent, the node itself. */
  readonly field?: string;
  /** The words of ECS that it says; of a rule about a change, which ECS does not know, there are none. */
  readonly phrase?: Phrase;
  readonly rule: string;
  /** What is said, where the message depends on no value, and otherwise with `<place>` for each value. */
  readonly message: string;
  /** CEL that makes the message, where it depends on values. */
  readonly messageExpression?: string;
  /** Whether the rule looks at the object before the change, if there was one. */
  readonly optionalOldSelf?: true;
  readonly accepted: readonly Change[];
  readonly refused: readonly (Change & { readonly says: string })[];
}

/** A CEL expression for a text, as opposed to the text itself. */
export interface Cel {
  readonly cel: string;
}

/** A refusal that one object is enough for: what the API server says at once, the operator would say later. */
export interface Refusal<Place extends string> {
  readonly at: string;
  readonly field?: string;
  /** Members of spec that decide; needed where `at` is the object or its spec. */
  readonly about?: readonly string[];
  readonly phrase: Phrase<Place>;
  /** The phrase's values: texts, or CEL expressions for texts. */
  readonly values?: Readonly<Record<NoInfer<Place>, string | Cel>>;
  /** CEL that makes the message in the scope in which the values can be told. */
  readonly saying?: (message: string) => string;
  /** CEL that is true of what is accepted; its argument stands for the node. */
  readonly holds: (self: string) => string;
  /** Specs that are accepted as a whole. */
  readonly accepted: readonly object[];
  readonly refused: readonly { readonly spec: object; readonly says: string }[];
}

/** A refusal that only the operator says, and why the API server does not. */
export interface OperatorOnly {
  readonly phrase: Phrase;
  /** Values that are always these. */
  readonly values?: Readonly<Record<string, string>>;
  readonly why: string;
}

/** Makes the rules of a kind whose refusals are this exception of ECS. */
export function refusalsBy(exception: string) {
  return <Place extends string>(refusal: Refusal<Place>): Rule => {
    const { at, field, about, phrase, saying = (message: string) => message } = refusal;
    const values = new Map<string, string | Cel>(Object.entries(refusal.values ?? {}));
    const parts = phrase.texts.flatMap((text, index): (string | Cel)[] => {
      const place = phrase.places[index];
      return place === undefined ? [text] : [text, values.get(place) ?? unknownPlace(place)];
    });
    const dynamic = parts.some((part) => typeof part !== "string");
    return {
      at,
      ...(field !== undefined && { field }),
      phrase,
      rule: about === undefined ? refusal.holds("self") : `(${refusal.holds("self")}) || ${unchanged(at, about)}`,
      ...(about !== undefined && { optionalOldSelf: true }),
      message: `${exception}: ${parts.map((part) => (typeof part === "string" ? part : "…")).join("")}`,
      ...(dynamic && { messageExpression: saying(expressionOf([`${exception}: `, ...parts])) }),
      accepted: refusal.accepted.map((spec) => ({ after: { ...spec } })),
      refused: refusal.refused.map(({ spec, says }) => ({ after: { ...spec }, says: `${exception}: ${says}` })),
    };
  };
}

/**
 * CEL: the members are as they were before the change. The API server forgives a mistake that was there already where the
 * node of its rule is unchanged (KEP-4008); an object and its spec change with every update, so that their rules have to
 * say it. An object from before a rule can still be changed elsewhere, reported on and deleted.
 */
function unchanged(at: string, about: readonly string[]): string {
  const [now, before] = at === "" ? ["self.spec", "oldSelf.value().spec"] : ["self", "oldSelf.value()"];
  const same = about.map((name) => {
    const [member, old] = [`${now}.${name}`, `${before}.${name}`];
    // Of the object before the change the API server does not take null for absent.
    return `(has(${member}) ? has(${old}) && ${member} == ${old} : !has(${old}) || dyn(${old}) == null)`;
  });
  return `(oldSelf.hasValue() && ${same.join(" && ")})`;
}

function expressionOf(parts: readonly (string | Cel)[]): string {
  const joined: (string | Cel)[] = [];
  for (const part of parts.filter((one) => one !== "")) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined.splice(-1, 1, `${last}${part}`);
    else joined.push(part);
  }
  return joined.map((part) => (typeof part === "string" ? literal(part) : `(${part.cel})`)).join(" + ");
}

function unknownPlace(place: string): never {
  throw new Error(`the refusal has no value for ${place}`);
}
