import type * as sdk from "@aws-sdk/client-ecs";
import type { ClusterSpec, ServiceSpec, TaskDefinitionSpec, TaskSpec } from "../../src/api/index.ts";

/*
 * A spec is the ECS request, member by member: names, types and values. The compiler checks it (`npm run types`), and
 * aws-model.test.ts once more at run time. Each leaf of a request becomes one text: its path, with `?` after members that
 * may be absent, and what it holds, one text for each value of an enum. An error of the compiler names the leaves that
 * are missing, or too many.
 */

type Leaves<T, Path extends string = ""> =
  IsJson<T> extends true
    ? `${Path}: any JSON`
    : T extends string
      ? string extends T
        ? `${Path}: string`
        : `${Path}: "${T}"`
      : T extends number
        ? `${Path}: number`
        : T extends boolean
          ? `${Path}: boolean`
          : T extends readonly (infer Item)[]
            ? Leaves<Item, `${Path}[]`>
            : T extends object
              ? keyof Named<T> extends never
                ? `${Path}{}: ${T[keyof T] extends string ? "string" : "other"}`
                : Members<Named<T>, Path>
              : never;

type Members<T, Path extends string> = {
  [K in keyof T & string]: T[K] extends undefined
    ? never
    : Leaves<Exclude<T[K], undefined>, `${Path}.${K}${QuestionMark<T, K>}`>;
}[keyof T & string];

/** Required members of the SDK are `name: T | undefined`. Of a union (`$unknown` marks it) each member may be absent. */
type QuestionMark<T, K extends keyof T> = "$unknown" extends keyof T
  ? "?"
  : Record<never, never> extends Pick<T, K>
    ? "?"
    : "";

/** Members with names of their own: zod's loose objects have an index signature beside them. */
type Named<T> = { [K in keyof T as string extends K ? never : K]: T[K] };

/** The SDK's type of a JSON document allows null, which no other member does; ours is unknown. */
type IsJson<T> = unknown extends T ? true : [null] extends [T] ? true : false;

/** The union member for what the SDK does not know is no part of a request. */
type Known<T> = T extends `${string}$unknown${string}` ? never : T;

type Ours<Spec> = Leaves<Omit<Named<Spec>, "kubernetes">>;
/** The name may be absent, since the object has one already. */
type Theirs<Request, NameMember extends string = never> =
  | Exclude<Known<Leaves<Request>>, `.${NameMember}: string`>
  | (NameMember extends string ? `.${NameMember}?: string` : never);

/** Compiles only for an empty set; otherwise the error shows what is in it. */
type Empty<T extends never> = T;

export type Proofs = [
  Empty<Exclude<Theirs<sdk.RegisterTaskDefinitionCommandInput, "family">, Ours<TaskDefinitionSpec>>>,
  Empty<Exclude<Ours<TaskDefinitionSpec>, Theirs<sdk.RegisterTaskDefinitionCommandInput, "family">>>,
  Empty<Exclude<Theirs<sdk.CreateServiceCommandInput, "serviceName">, Ours<ServiceSpec>>>,
  Empty<Exclude<Ours<ServiceSpec>, Theirs<sdk.CreateServiceCommandInput, "serviceName">>>,
  Empty<Exclude<Theirs<sdk.RunTaskCommandInput>, Ours<TaskSpec>>>,
  Empty<Exclude<Ours<TaskSpec>, Theirs<sdk.RunTaskCommandInput>>>,
  Empty<Exclude<Theirs<sdk.CreateClusterCommandInput>, Ours<ClusterSpec>>>,
  Empty<Exclude<Ours<ClusterSpec>, Theirs<sdk.CreateClusterCommandInput>>>,
];

type Agree<A, B> = [Exclude<Leaves<A>, Leaves<B>> | Exclude<Leaves<B>, Leaves<A>>] extends [never] ? true : false;
type True<T extends true> = T;
type False<T extends false> = T;

interface Sample {
  name: string | undefined;
  mode?: "a" | "b";
  items?: { size: number; kinds?: ("x" | "y")[]; labels?: Record<string, string> }[];
}

/** Each way in which a spec could be another request than the SDK's is a difference in its leaves. */
export type Shown = [
  True<Agree<Sample, { name: string; mode?: "a" | "b" | undefined; items?: Required<Sample>["items"] }>>,
  False<Agree<Sample, Omit<Sample, "mode">>>,
  False<Agree<Sample, Sample & { more?: string }>>,
  False<Agree<Sample, Omit<Sample, "mode"> & { node?: "a" | "b" }>>,
  False<Agree<Sample, Omit<Sample, "mode"> & { mode?: "a" }>>,
  False<Agree<Sample, Omit<Sample, "mode"> & { mode?: "a" | "b" | "c" }>>,
  False<Agree<Sample, Omit<Sample, "mode"> & { mode?: string }>>,
  False<Agree<Sample, Omit<Sample, "mode"> & { mode: "a" | "b" }>>,
  False<Agree<Sample, Omit<Sample, "name"> & { name?: string }>>,
  False<Agree<Sample, Omit<Sample, "name"> & { name: number }>>,
  False<Agree<Sample, Changed<{ size?: number }>>>,
  False<Agree<Sample, Changed<{ size: string }>>>,
  False<Agree<Sample, Changed<{ kinds?: "x" | "y" }>>>,
  False<Agree<Sample, Changed<{ kinds?: ("x" | "y" | "z")[] }>>>,
  False<Agree<Sample, Changed<{ labels?: Record<string, number> }>>>,
  False<Agree<Sample, Omit<Sample, "items"> & { items?: NonNullable<Sample["items"]>[number] }>>,
];

/** The sample with other members in its items. */
type Changed<Members> = Omit<Sample, "items"> & {
  items?: (Omit<NonNullable<Sample["items"]>[number], keyof Members> & Members)[];
};
