import type { ErrorClass } from "../runtime/runner.ts";
import type { Status, StatusDetails } from "./object.ts";

/** The API server refused a request, or ended a watch with an error. */
export class ApiError extends Error {
  /** The HTTP status; of an error within a watch, the code it carried. */
  readonly status: number;
  /** The API server's own word, such as `NotFound`, `Conflict` or `Invalid`; empty where it gave none. */
  readonly reason: string;
  readonly details: StatusDetails;
  /** How long the server asked to wait. */
  readonly retryAfterMs: number | undefined;
  /** Whether it came as an event of a watch that was already open. */
  readonly streamed: boolean;

  constructor(status: Status, options: { code: number; retryAfterMs?: number | undefined; streamed?: boolean }) {
    super(status.message ?? `the API server answered ${options.code}`);
    this.name = "ApiError";
    this.status = options.code;
    this.reason = status.reason ?? "";
    this.details = status.details ?? {};
    const fromBody = status.details?.retryAfterSeconds;
    this.retryAfterMs = options.retryAfterMs ?? (fromBody === undefined ? undefined : fromBody * 1000);
    this.streamed = options.streamed ?? false;
  }
}

/** The answer could not be read: it was cut off, or it is not what the API server sends. */
export class MalformedResponse extends Error {
  override readonly name = "MalformedResponse";
}

/** The connection was closed for good, because the process ends. */
export class ConnectionClosed extends Error {
  override readonly name = "ConnectionClosed";
}

/** An object of our intended name exists and is not ours: it is never changed. */
export class NameConflict extends Error {
  override readonly name = "NameConflict";
  readonly kind: string;
  readonly objectName: string;

  constructor(kind: string, objectName: string) {
    super(`${kind} "${objectName}" exists and belongs to somebody else`);
    this.kind = kind;
    this.objectName = objectName;
  }
}

/** The object does not exist, or no longer. */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 404;
}

/** A precondition failed, or another manager owns a field. */
export function isConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 409 && error.reason !== "AlreadyExists";
}

/** A create met an object of the same name. */
export function isAlreadyExists(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 409 && error.reason === "AlreadyExists";
}

/** Waits for a write that has no use where its object is gone, or is another one by now; says whether it was done. */
export async function unlessGone(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isNotFound(error) || isConflict(error)) return false;
    throw error;
  }
}

/** The API server's validation refused the object. */
export function isInvalid(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 422;
}

/** RBAC, an admission controller or a quota refused the request. */
export function isForbidden(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 403;
}

/** Nothing can be created any more, because the namespace is being deleted. */
export function isNamespaceTerminating(error: unknown): error is ApiError {
  const terminating = (reason: string | undefined) => reason === "NamespaceTerminating";
  return isForbidden(error) && (error.details.causes ?? []).some(({ reason }) => terminating(reason));
}

/** The version that was asked for is gone, and only a new list helps. */
export function isExpired(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 410;
}

/** The connection failed, was too slow, or was cut; whether the request took effect is unknown. */
export function isNetworkError(error: unknown): boolean {
  if (error instanceof MalformedResponse) return true;
  if (!(error instanceof Error)) return false;
  if (error.name === "AbortError" || error.name === "TimeoutError") return true;
  if ("code" in error && typeof error.code === "string" && networkCode.test(error.code)) return true;
  return error.cause !== undefined && isNetworkError(error.cause);
}

const networkCode =
  /^(E[A-Z]+|UND_ERR_[A-Z0-9_]+|ERR_(TLS|SSL|HTTP2|STREAM|SOCKET)_[A-Z0-9_]+|CERT_[A-Z_]+|[A-Z_]+_CERT[A-Z_]*)$/;

/** What the server asked to wait, in milliseconds. */
export function retryAfterMs(error: unknown): number | undefined {
  return error instanceof ApiError ? error.retryAfterMs : undefined;
}

/** Refusals that the same request will meet again: 400, 413 and 422 judge its content. */
const userStatuses = new Set([400, 413, 422]);

/** Refusals that mean we spoke wrongly: no user's input leads to them. */
const bugStatuses = new Set([405, 406, 415]);

/**
 * What to do about a failure. Refused content and names taken by others are the user's; a namespace that goes away needs
 * nothing any more. Missing rights (403) may come back, and so may everything else that the server or the network says.
 */
export function classify(error: unknown): ErrorClass {
  if (error instanceof NameConflict || isNamespaceTerminating(error)) return "user";
  if (error instanceof ApiError) {
    if (userStatuses.has(error.status)) return "user";
    return bugStatuses.has(error.status) ? "bug" : "transient";
  }
  return isNetworkError(error) || error instanceof ConnectionClosed ? "transient" : "bug";
}
