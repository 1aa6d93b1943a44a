import { members } from "../cel.ts";
import { volume } from "../concepts/volume.ts";
import { ECS_NAME } from "../names.ts";
import { phrase } from "../phrase.ts";
import type { OperatorOnly, Rule } from "../rule.ts";
import { aTask, aTaskOf } from "./example.ts";
import { CONTAINER, CONTAINERS, containerOf, ofFirst, refusal } from "./registration.ts";

export const EMPTY = phrase`${"what"} should not be null or empty.`;
export const TOO_LONG = phrase`${"what"} cannot be longer than 255 characters.`;
export const INVALID_CHARACTERS = phrase`${"what"} contains invalid characters.`;
export const NO_CONTAINERS = phrase`Container list cannot be empty.`;
export const NOT_UNIQUE = phrase`${"what"} must be unique within a task definition: '${"name"}'.`;

/** An image (ECS API reference, ContainerDefinition `image`); a tag and a digest together are how Docker pins both. */
export const IMAGE = /^[A-Za-z0-9_:./#-]{1,255}(@sha256:[0-9a-f]{64})?$/;

/** A name of ECS's, which is there, short enough and well formed. */
interface Named {
  readonly about?: readonly string[];
  readonly what: string;
  readonly at: string;
  readonly field: string;
  readonly name: (self: string) => string;
  /** A spec in which the name is this one, or absent. */
  readonly spec: (name: string | undefined) => object;
}

const family = (object: string) => `(has(${object}.spec.family) ? ${object}.spec.family : ${object}.metadata.name)`;

const named: readonly Named[] = [
  {
    what: "Family",
    at: "",
    field: "spec.family",
    about: ["family"],
    name: family,
    spec: (name) => aTask({ family: name }),
  },
  {
    what: "Container.name",
    at: CONTAINER,
    field: "name",
    name: (self) => containerOf(self).value("name"),
    spec: (name) => aTaskOf({ name }),
  },
  {
    what: "Volume.name",
    at: "spec.volumes[]",
    field: "name",
    name: (self) => members(volume, self).value("name"),
    spec: (name) => aTask({ volumes: [{ name }] }),
  },
];

const LONGEST = `Ab_-9`.repeat(51);

function nameRules({ what, at, field, about, name, spec }: Named): Rule[] {
  const place = { at, field, ...(about && { about }), values: { what } };
  return [
    refusal({
      ...place,
      phrase: EMPTY,
      holds: (self) => `${name(self)} != ""`,
      accepted: [spec("a")],
      refused: [{ spec: spec(""), says: EMPTY({ what }) }],
    }),
    refusal({
      ...place,
      phrase: TOO_LONG,
      holds: (self) => `size(${name(self)}) <= 255`,
      accepted: [spec(LONGEST)],
      refused: [{ spec: spec(`${LONGEST}x`), says: TOO_LONG({ what }) }],
    }),
    refusal({
      ...place,
      phrase: INVALID_CHARACTERS,
      holds: (self) =>
        `[${name(self)}].all(name, name == "" || size(name) > 255 || name.matches("${ECS_NAME.source}"))`,
      accepted: [spec("Under_score-9")],
      refused: ["a b", "a.b", "ä", "a/b", "a\n"].map((bad) => ({
        spec: spec(bad),
        says: INVALID_CHARACTERS({ what }),
      })),
    }),
  ];
}

const IMAGE_NAMED = { what: "Container.image" };
const image = (self: string) => containerOf(self).value("image");
const sameName = `${containerOf("d").value("name")} == ${containerOf("c").value("name")}`;
const isNamedOnce = `${containerOf("c").value("name")} == "" || self.exists_one(d, ${sameName})`;

export const nameRefusals: readonly Rule[] = [
  ...named.flatMap(nameRules),
  refusal({
    at: CONTAINERS,
    phrase: NO_CONTAINERS,
    holds: (self) => `size(${self}) > 0`,
    accepted: [],
    refused: [{ spec: { containerDefinitions: [] }, says: NO_CONTAINERS({}) }],
  }),
  refusal({
    at: CONTAINER,
    field: "image",
    phrase: EMPTY,
    values: IMAGE_NAMED,
    holds: (self) => `${image(self)} != ""`,
    accepted: [],
    refused: [{ spec: aTaskOf({ image: undefined }), says: EMPTY(IMAGE_NAMED) }],
  }),
  refusal({
    at: CONTAINER,
    field: "image",
    phrase: INVALID_CHARACTERS,
    values: IMAGE_NAMED,
    holds: (self) => `${image(self)} == "" || ${image(self)}.matches(${JSON.stringify(IMAGE.source)})`,
    accepted: ["host:5000/Repo_1/web:1.0", `nginx@sha256:${"0a".repeat(32)}`, `a:1@sha256:${"0".repeat(64)}`].map(
      (one) => aTaskOf({ image: one }),
    ),
    refused: ["ngi nx", "nginx@sha256:12", "x".repeat(256)].map((one) => ({
      spec: aTaskOf({ image: one }),
      says: INVALID_CHARACTERS(IMAGE_NAMED),
    })),
  }),
  refusal({
    at: CONTAINERS,
    phrase: NOT_UNIQUE,
    values: { what: "Container names", name: { cel: containerOf("c").value("name") } },
    saying: ofFirst(isNamedOnce, "self"),
    holds: () => `self.all(c, ${isNamedOnce})`,
    accepted: [aTaskOf({ name: "a" }, { name: "A" })],
    refused: [
      { spec: aTaskOf({ name: "a" }, {}, { name: "a" }), says: NOT_UNIQUE({ what: "Container names", name: "a" }) },
    ],
  }),
];

export const nameChecks: readonly OperatorOnly[] = [
  {
    phrase: NOT_UNIQUE,
    values: { what: "Volume names" },
    why: "each volume would be compared with each other, and ECS has no limit for their number",
  },
];
