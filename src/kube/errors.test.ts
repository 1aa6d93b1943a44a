import { describe, expect, test } from "vitest";
import {
  ApiError,
  ConnectionClosed,
  classify,
  isNamespaceTerminating,
  MalformedResponse,
  NameConflict,
  retryAfterMs,
} from "./errors.ts";

const refused = (code: number, reason = "") => new ApiError({ reason, message: "no" }, { code });
const coded = (code: string) => Object.assign(new Error("network"), { code });

describe("an error's class", () => {
  test.each([
    ["invalid content", refused(422, "Invalid"), "user"],
    ["a bad request", refused(400), "user"],
    ["an object that is too large", refused(413), "user"],
    ["a name taken by somebody else", new NameConflict("Deployment", "web"), "user"],
    ["a conflict", refused(409, "Conflict"), "transient"],
    ["a missing namespace or kind", refused(404), "transient"],
    ["missing rights, which may come back", refused(403), "transient"],
    ["a refused token", refused(401), "transient"],
    ["too many requests", refused(429), "transient"],
    ["a failing server", refused(500), "transient"],
    ["a gateway that waited too long", refused(504), "transient"],
    ["a reset", coded("ECONNRESET"), "transient"],
    ["a time-out", coded("UND_ERR_HEADERS_TIMEOUT"), "transient"],
    ["a failure below another error", new TypeError("terminated", { cause: coded("UND_ERR_SOCKET") }), "transient"],
    ["an aborted request", new DOMException("aborted", "AbortError"), "transient"],
    ["a request after the end", new ConnectionClosed("closed"), "transient"],
    ["a cut answer", new MalformedResponse("cut"), "transient"],
    ["a wrong method", refused(405), "bug"],
    ["a wrong media type", refused(415), "bug"],
    ["a fault of the program", new TypeError("x is not a function"), "bug"],
    ["a wrong argument", coded("ERR_INVALID_ARG_TYPE"), "bug"],
    ["something that is no error", "text", "bug"],
  ])("%s", (_, error, expected) => {
    expect(classify(error)).toBe(expected);
  });

  test("a namespace that goes away needs nothing any more, unlike other refusals of rights", () => {
    const details = { causes: [{ reason: "NamespaceTerminating", field: "metadata.namespace" }] };
    const error = new ApiError({ reason: "Forbidden", message: "no", details }, { code: 403 });
    expect(isNamespaceTerminating(error)).toBe(true);
    expect(classify(error)).toBe("user");
    expect(isNamespaceTerminating(refused(403))).toBe(false);
  });
});

test("the time to wait comes from the header, else from the body", () => {
  const details = { retryAfterSeconds: 3 };
  expect(retryAfterMs(new ApiError({ details }, { code: 429 }))).toBe(3000);
  expect(retryAfterMs(new ApiError({ details }, { code: 429, retryAfterMs: 1000 }))).toBe(1000);
  expect(retryAfterMs(new Error("no"))).toBeUndefined();
});
