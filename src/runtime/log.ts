/** One line of the log: structured fields first, then the message. */
export type LogLine = (fields: object, message: string) => void;

/** What the runtime writes its log to; a pino logger fits as it is. */
export interface Log {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}

/** A log that keeps nothing, for tools and tests. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
