import { ApiError, isNetworkError } from "../kube/errors.ts";
import { exitCodes, Failure } from "./failure.ts";

/** What is told of a failure, in one line, and the exit code that it means. Never a stack trace. */
export function explain(error: unknown): { message: string; exitCode: number } {
  if (error instanceof Failure) return { message: error.message, exitCode: error.exitCode };
  return { message: oneLine(inWords(error)), exitCode: exitCodes.failure };
}

function inWords(error: unknown): string {
  if (error instanceof ApiError) return ofServer(error);
  if (isNetworkError(error)) {
    return `the API server cannot be reached (${reasonOf(error)}): is the context the right one, and the cluster up?`;
  }
  return error instanceof Error ? error.message : String(error);
}

function ofServer({ status, reason, message }: ApiError): string {
  if (status === 401) return "the API server does not know you: log in again, or choose another context with --context";
  if (status === 403) return `the API server does not allow it: ${message}`;
  if (status === 404 && reason !== "NotFound") return NO_KIND;
  if (status === 404 && message.includes("the server could not find the requested resource")) return NO_KIND;
  return message;
}

const NO_KIND =
  "the cluster does not have Berth's kinds: install Berth, or bring its CRDs up to date (docs/install.md)";

/** The innermost reason: the outer ones only say that a request failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.message === "" && "code" in error ? String(error.code) : error.message;
}

function oneLine(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}
