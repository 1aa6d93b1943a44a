import { type Token, tokens } from "./tokens.ts";

/** An expression of the cluster query language (ECS developer guide, "Cluster query language"). */
export type Query =
  | { readonly kind: "and" | "or"; readonly parts: readonly Query[] }
  | { readonly kind: "not"; readonly part: Query }
  | Comparison;

/** One subject of a container instance, compared with values. `exists` and `!exists` have none. */
export interface Comparison {
  readonly kind: "comparison";
  /** `attribute:<name>`, `task:group`, or one of the other subjects. */
  readonly subject: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export type Operator = "!=" | "!exists" | "!in" | "!~" | "<" | "<=" | "==" | "=~" | ">" | ">=" | "exists" | "in";

/** What an expression says, or why it says nothing. */
export type Parsed = { readonly query: Query } | { readonly error: string };

const SPELLINGS: Readonly<Record<string, Operator>> = {
  "==": "==",
  equals: "==",
  "!=": "!=",
  not_equals: "!=",
  ">": ">",
  greater_than: ">",
  ">=": ">=",
  greater_than_equal: ">=",
  "<": "<",
  less_than: "<",
  "<=": "<=",
  less_than_equal: "<=",
  exists: "exists",
  "!exists": "!exists",
  not_exists: "!exists",
  in: "in",
  "!in": "!in",
  not_in: "!in",
  "=~": "=~",
  matches: "=~",
  "!~": "!~",
  not_matches: "!~",
};

const ORDERED: readonly Operator[] = ["==", "!=", ">", ">=", "<", "<="];
const NAMED: readonly Operator[] = ["==", "!=", "in", "!in", "=~", "!~"];
const SUBJECTS: Readonly<Record<string, readonly Operator[]>> = {
  agentConnected: NAMED,
  agentVersion: ORDERED,
  ec2InstanceId: NAMED,
  registeredAt: ORDERED,
  runningTasksCount: ORDERED,
  "task:group": [...NAMED, "exists", "!exists"],
};

const MOST_CHARACTERS = 2000;
const DEEPEST = 50;

/** Reads an expression. `not` binds more tightly than `and`, that more than `or`. */
export function parseQuery(expression: string): Parsed {
  if (expression.length > MOST_CHARACTERS) return { error: `it has more than ${MOST_CHARACTERS} characters` };
  try {
    const reader = new Reader(tokens(expression));
    const query = anyOf(reader, 0);
    reader.end();
    return { query };
  } catch (error) {
    if (error instanceof SyntaxError) return { error: error.message };
    throw error;
  }
}

/** The tokens that are left, and what is said where the next one is another than it should be. */
class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(all: readonly Token[]) {
    this.#tokens = all;
  }

  /** Takes the next token if it is one of these signs or words. */
  takes(...texts: readonly string[]): boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined || token.quoted || !texts.includes(token.text)) return false;
    this.#next += 1;
    return true;
  }

  expects(text: string): void {
    if (!this.takes(text)) throw new SyntaxError(`"${text}" is expected ${this.#place()}`);
  }

  /** Takes a word or a quoted text. */
  word(what: string): string {
    const token = this.#tokens[this.#next];
    if (token === undefined || token.sign) throw new SyntaxError(`${what} is expected ${this.#place()}`);
    this.#next += 1;
    return token.text;
  }

  operator(subject: string): Operator {
    const token = this.#tokens[this.#next];
    const operator = token === undefined || token.quoted ? undefined : SPELLINGS[token.text];
    if (operator === undefined) throw new SyntaxError(`an operator is expected ${this.#place()}`);
    const allowed = SUBJECTS[subject];
    if (allowed?.includes(operator) === false) throw new SyntaxError(`${subject} cannot be compared by "${operator}"`);
    this.#next += 1;
    return operator;
  }

  end(): void {
    if (this.#next < this.#tokens.length) throw new SyntaxError(`"and" or "or" is expected ${this.#place()}`);
  }

  #place(): string {
    const token = this.#tokens[this.#next];
    return token === undefined ? "at the end" : `at "${token.text}"`;
  }
}

function anyOf(reader: Reader, depth: number): Query {
  const parts = [allOf(reader, depth)];
  while (reader.takes("or", "||")) parts.push(allOf(reader, depth));
  return joined("or", parts);
}

function allOf(reader: Reader, depth: number): Query {
  const parts = [one(reader, depth)];
  while (reader.takes("and", "&&")) parts.push(one(reader, depth));
  return joined("and", parts);
}

function joined(kind: "and" | "or", parts: readonly Query[]): Query {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { kind, parts };
}

function one(reader: Reader, depth: number): Query {
  if (depth > DEEPEST) throw new SyntaxError("it is nested too deeply");
  if (reader.takes("not", "!")) return { kind: "not", part: one(reader, depth + 1) };
  if (!reader.takes("(")) return comparison(reader);
  const inner = anyOf(reader, depth + 1);
  reader.expects(")");
  return inner;
}

function comparison(reader: Reader): Comparison {
  const subject = reader.word("a subject");
  if (!(subject in SUBJECTS) && !/^attribute:[A-Za-z0-9_./\\-]{1,128}$/.test(subject)) {
    throw new SyntaxError(`"${subject}" is no subject: attribute:<name>, task:group, ${names()}`);
  }
  const operator = reader.operator(subject);
  return { kind: "comparison", subject, operator, values: valuesOf(reader, operator) };
}

function names(): string {
  return Object.keys(SUBJECTS)
    .filter((name) => name !== "task:group")
    .join(", ");
}

function valuesOf(reader: Reader, operator: Operator): string[] {
  if (operator === "exists" || operator === "!exists") return [];
  if (operator !== "in" && operator !== "!in") return [reader.word("a value")];
  reader.expects("[");
  const values = [reader.word("a value")];
  while (reader.takes(",")) values.push(reader.word("a value"));
  reader.expects("]");
  return values;
}
