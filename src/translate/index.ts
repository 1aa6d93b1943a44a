import type { Translator } from "./translator.ts";

/** Every concept of a task definition that is translated, in the order in which a Pod is written. */
export const translators: readonly Translator[] = [];
