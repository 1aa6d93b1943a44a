import type { KubeObject } from "../../api/kube-object.ts";
import { withoutNulls } from "../../api/nulls.ts";
import type { Difference } from "../../translate/translator.ts";
import { type Manifest, nameless } from "../manifest.ts";
import { shapeProblems } from "../shape-problems.ts";

/** What becomes of one manifest. */
export interface Judged {
  /** Refusals, each with the exception of ECS in front. Not empty: nothing is rendered. */
  readonly refusals: readonly string[];
  readonly differences: readonly Difference[];
  readonly objects: readonly KubeObject[];
}

/** A manifest whose spec has the shape of its request. */
export interface Read<Spec> {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly spec: Spec;
  /** Paths of the nulls that were in the spec. */
  readonly nulls: readonly string[];
}

/** A schema, as far as it is asked here. */
interface Schema<Spec> {
  safeParse(value: unknown):
    | { success: true; data: Spec }
    | {
        success: false;
        error: { issues: readonly { code?: string; path: readonly PropertyKey[]; message: string }[] };
      };
}

/** Reads a manifest's spec, or says why it is no request. */
export function read<Spec>(
  manifest: Manifest,
  schema: Schema<Spec>,
  namespace: string,
): { read: Read<Spec> } | { refusals: string[] } {
  const missing = nameless(manifest);
  const { value, paths: nulls } = withoutNulls(manifest.spec);
  const result = schema.safeParse(value);
  if (!result.success) {
    const problems = shapeProblems(result.error.issues).map((text) => `ClientException: ${text}`);
    return { refusals: [...missing, ...problems] };
  }
  if (missing.length > 0) return { refusals: missing };
  return { read: { manifest, namespace: manifest.metadata.namespace ?? namespace, spec: result.data, nulls } };
}

/** A manifest that is refused. */
export function refused(refusals: readonly string[]): Judged {
  return { refusals: [...new Set(refusals)], differences: [], objects: [] };
}

/** A message of the operator, which may have several lines. */
export function linesOf(message: string): string[] {
  return message.split("\n");
}

/** An object without what only the API server knows: the UID of the object that owns it. */
export function unowned({ metadata, ...rest }: KubeObject): KubeObject {
  const { ownerReferences: _, ...others } = metadata;
  const { apiVersion, kind, ...content } = rest;
  return { ...(apiVersion && { apiVersion }), ...(kind && { kind }), metadata: others, ...content };
}
