import type { Answer } from "./connection.ts";
import { ApiError } from "./errors.ts";
import { isRecord, type Status, type StatusDetails } from "./object.ts";

/** Reads the rest of a refusal into an error; a body that is no `Status` is kept as the message, cut short. */
export async function apiErrorOf(answer: Answer): Promise<ApiError> {
  const text = await answer.body.text().catch(() => "");
  return new ApiError(statusIn(text), {
    code: answer.status,
    retryAfterMs: retryAfterMs(answer.headers["retry-after"]),
  });
}

/** The `Status` that the value is; fields of a wrong type are left out. */
export function statusOf(value: unknown): Status {
  if (!isRecord(value)) return {};
  const { code, reason, message, details } = value;
  return {
    ...(typeof code === "number" ? { code } : {}),
    ...(typeof reason === "string" ? { reason } : {}),
    ...(typeof message === "string" ? { message } : {}),
    ...(isRecord(details) ? { details: detailsOf(details) } : {}),
  };
}

function detailsOf({ name, kind, retryAfterSeconds, causes }: Readonly<Record<string, unknown>>): StatusDetails {
  return {
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof kind === "string" ? { kind } : {}),
    ...(typeof retryAfterSeconds === "number" ? { retryAfterSeconds } : {}),
    ...(Array.isArray(causes) ? { causes: causes.filter(isRecord).map(causeOf) } : {}),
  };
}

function causeOf({ reason, message, field }: Readonly<Record<string, unknown>>) {
  return {
    ...(typeof reason === "string" ? { reason } : {}),
    ...(typeof message === "string" ? { message } : {}),
    ...(typeof field === "string" ? { field } : {}),
  };
}

function statusIn(text: string): Status {
  try {
    const status = statusOf(JSON.parse(text));
    if (status.message !== undefined || status.reason !== undefined) return status;
  } catch {
    // A proxy between us and the API server answers in plain text or HTML.
  }
  const message = text.trim().slice(0, 300);
  return message === "" ? {} : { message };
}

/** Seconds, the only form that the API server sends (RFC 9110 allows a date too, which proxies hardly use). */
function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const seconds = Number(typeof header === "string" && header.trim() !== "" ? header : Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
