/** The candidates that look most like a word, the nearest first (edit distance, upper and lower case alike). */
export function nearest(word: string, candidates: readonly string[]): string[] {
  return candidates.toSorted((a, b) => distance(word, a) - distance(word, b));
}

/** The candidate that was probably meant, if one is near enough to be a slip of the keyboard. */
export function meant(word: string, candidates: readonly string[]): string | undefined {
  const [first] = nearest(word, candidates);
  return first !== undefined && distance(word, first) <= Math.ceil(word.length / 3) ? first : undefined;
}

// Levenshtein's distance, one row of the table at a time.
function distance(from: string, to: string): number {
  const [a, b] = [from.toLowerCase(), to.toLowerCase()];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, character] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (character === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
