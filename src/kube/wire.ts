import type { WatchEvent } from "../runtime/list-watch.ts";
import { ApiError, MalformedResponse } from "./errors.ts";
import { type Intent, isRecord, type KubeObject } from "./object.ts";
import { apiVersionOf, type Resource } from "./resource.ts";
import { statusOf } from "./status-answer.ts";

/** An object as it is sent: it says what it is. */
export function sent(resource: Resource, object: Intent): object {
  return { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind };
}

/** An object as it came from the server, without the bookkeeping of field managers, which is most of its size. */
export function received<T extends KubeObject>(resource: Resource<T>, value: unknown): T {
  if (!isRecord(value) || !isRecord(value.metadata)) throw new MalformedResponse(`the answer is no ${resource.kind}`);
  const { managedFields: _, ...metadata } = value.metadata;
  const object: unknown = { ...value, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
  if (!isOf(resource, object)) throw new MalformedResponse(`the answer is a ${resource.kind} without a name`);
  return object;
}

/** The server is trusted for the rest of the shape: it holds it to the schema of the kind. */
function isOf<T extends KubeObject>(_resource: Resource<T>, value: unknown): value is T {
  return isRecord(value) && isRecord(value.metadata) && typeof value.metadata.name === "string";
}

/** One line of a watch. Throws the error that it carries, and `MalformedResponse` where it is no event. */
export function watchEvent<T extends KubeObject>(resource: Resource<T>, line: string): WatchEvent<T> {
  const event = parsed(line);
  if (!isRecord(event) || !isRecord(event.object)) throw new MalformedResponse("a watch event has no object");
  switch (event.type) {
    case "ADDED":
      return { type: "added", object: received(resource, event.object) };
    case "MODIFIED":
      return { type: "modified", object: received(resource, event.object) };
    case "DELETED":
      return { type: "deleted", object: received(resource, event.object) };
    case "BOOKMARK": {
      const { metadata } = event.object;
      const resourceVersion = isRecord(metadata) ? metadata.resourceVersion : undefined;
      if (typeof resourceVersion !== "string") throw new MalformedResponse("a bookmark has no version");
      return { type: "bookmark", resourceVersion };
    }
    case "ERROR": {
      const status = statusOf(event.object);
      throw new ApiError(status, { code: status.code ?? 500, streamed: true });
    }
    default:
      throw new MalformedResponse(`unknown watch event ${String(event.type)}`);
  }
}

/** The JSON value of a text; `MalformedResponse` where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedResponse("the answer is no JSON", { cause });
  }
}
