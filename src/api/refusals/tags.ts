import { members } from "../cel.ts";
import { tag } from "../concepts/tag.ts";
import { phrase } from "../phrase.ts";
import type { OperatorOnly, Rule } from "../rule.ts";
import { aTask } from "./example.ts";
import { refusal } from "./registration.ts";

export const NO_TAG_KEY = phrase`Tag key should not be null or empty.`;
export const LONG_TAG = phrase`Tag ${"member"} cannot be longer than ${"most"} characters.`;
export const BAD_TAG = phrase`Tag ${"member"} contains invalid characters.`;
export const RESERVED_TAG = phrase`Tag keys cannot start with 'aws:', which is reserved.`;
export const TAG_TWICE = phrase`Duplicate tag keys found: '${"key"}'.`;

/** What a key or a value is made of (ECS API reference, Tag). */
export const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** The longest key and the longest value, in characters. */
export const LONGEST_TAG = { key: 128, value: 256 } as const;

const TAG = "spec.tags[]";
const self = members(tag, "self");
const tagged = (...tags: readonly { key?: string; value?: string }[]) => aTask({ tags: [...tags] });
const keys = ["Cost centre", "a_b.c:d/e=f+g-h@i", "aws", "é", "x".repeat(128)];

function textRules(member: keyof typeof LONGEST_TAG): Rule[] {
  const most = LONGEST_TAG[member];
  const place = { at: TAG, field: member };
  const spec = (text: string) => tagged({ key: "a", [member]: text });
  return [
    refusal({
      ...place,
      phrase: LONG_TAG,
      values: { member, most: String(most) },
      holds: () => `size(${self.value(member)}) <= ${most}`,
      accepted: [spec("x".repeat(most))],
      refused: [{ spec: spec("x".repeat(most + 1)), says: LONG_TAG({ member, most }) }],
    }),
    refusal({
      ...place,
      phrase: BAD_TAG,
      values: { member },
      holds: () => `${self.value(member)}.matches(${JSON.stringify(TAG_TEXT.source)})`,
      accepted: keys.map(spec),
      refused: ["a*b", "a,b", "a\nb"].map((text) => ({ spec: spec(text), says: BAD_TAG({ member }) })),
    }),
  ];
}

export const tagRefusals: readonly Rule[] = [
  refusal({
    at: TAG,
    field: "key",
    phrase: NO_TAG_KEY,
    holds: () => self.says("key"),
    accepted: [tagged({ key: "a" }, { key: "b", value: "" })],
    refused: [{ value: "b" }, { key: "", value: "b" }].map((one) => ({ spec: tagged(one), says: NO_TAG_KEY({}) })),
  }),
  ...textRules("key"),
  ...textRules("value"),
  refusal({
    at: TAG,
    field: "key",
    phrase: RESERVED_TAG,
    holds: () => `!${self.value("key")}.matches("^(?i:aws:)")`,
    accepted: [tagged({ key: "aws" }, { key: "my-aws:a", value: "aws:b" })],
    refused: ["aws:a", "AWS:a"].map((key) => ({ spec: tagged({ key }), says: RESERVED_TAG({}) })),
  }),
];

export const tagChecks: readonly OperatorOnly[] = [
  { phrase: TAG_TWICE, why: "each tag would be compared with each other" },
];
