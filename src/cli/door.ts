import type { ExitCode } from "./failure.ts";
import type { Place, Session } from "./session.ts";

/** What a command does once it is connected; its exit code. */
export type Work = (session: Session) => Promise<ExitCode>;

/** Connects to the place that the flags name, lets a command work, and closes again. */
export type Door = (place: Place, work: Work) => Promise<void>;
