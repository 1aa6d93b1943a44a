/** What readiness looks at: a reflector is one. */
export interface Contact {
  readonly name: string;
  readonly hasSynced: boolean;
  readonly silentForMs: number;
}

/** A server that was silent for longer does not count as connected, in milliseconds. */
const longestSilenceMs = 90_000;

/** Why decisions could not be trusted now: resources never listed, or not heard of for 90 seconds. Empty when ready. */
export function unreadyReasons(contacts: readonly Contact[]): string[] {
  return contacts.flatMap(({ name, hasSynced, silentForMs }) => {
    if (!hasSynced) return [`${name}: not listed yet`];
    if (silentForMs <= longestSilenceMs) return [];
    return [`${name}: nothing heard for ${Math.round(silentForMs / 1000)} s`];
  });
}
