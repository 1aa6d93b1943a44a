/** A part of an expression of the cluster query language. */
export interface Token {
  readonly text: string;
  /** Whether it stands in quotes, and so is a value whatever it looks like. */
  readonly quoted: boolean;
  /** Whether it is an operator, a bracket or a comma, and so is no value. */
  readonly sign: boolean;
}

const SIGN = /\|\||&&|==|!=|>=|<=|=~|!~|!exists\b|!in\b|[()[\],<>!]/y;
const QUOTED = /'([^']*)'|"([^"]*)"/y;
const WORD = /[^\s()[\],'"=!<>&|]+/y;
const SPACE = /\s*/y;

/** The tokens of an expression. Throws a SyntaxError at what is none. */
export function tokens(expression: string): Token[] {
  const found: Token[] = [];
  let place = 0;
  const taken = (pattern: RegExp) => {
    pattern.lastIndex = place;
    const match = pattern.exec(expression);
    if (match !== null) place += match[0].length;
    return match;
  };
  for (taken(SPACE); place < expression.length; taken(SPACE)) {
    if (isPattern(found.at(-1)) && !/['")]/.test(expression.charAt(place))) {
      const text = pattern(expression.slice(place));
      place += text.length;
      found.push({ text, quoted: true, sign: false });
      continue;
    }
    const quoted = taken(QUOTED);
    const value = quoted?.[1] ?? quoted?.[2];
    const sign = value === undefined ? taken(SIGN)?.[0] : undefined;
    const text = value ?? sign ?? taken(WORD)?.[0];
    if (text === undefined) throw new SyntaxError(`it cannot be read at "${expression.slice(place)}"`);
    found.push({ text, quoted: value !== undefined, sign: sign !== undefined });
  }
  return found;
}

function isPattern(before: Token | undefined): boolean {
  return before?.quoted === false && ["=~", "!~", "matches", "not_matches"].includes(before.text);
}

// A regular expression has brackets of its own; it ends at a space, or before a bracket that it did not open.
function pattern(text: string): string {
  let open = 0;
  for (let end = 0; end < text.length; end += 1) {
    const character = text.charAt(end);
    if (character === "(") open += 1;
    if (character === ")") open -= 1;
    if (open < 0 || /\s/.test(character)) return text.slice(0, end);
  }
  return text;
}
