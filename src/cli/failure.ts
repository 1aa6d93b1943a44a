/** How a command ended, for scripts. */
export const exitCodes = {
  success: 0,
  failure: 1,
  usage: 2,
  rolledBack: 3,
  timedOut: 4,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What a command cannot do, in one line for its user. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.failure) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A command that was called wrongly. */
export function wrongUse(message: string): Failure {
  return new Failure(message, exitCodes.usage);
}
