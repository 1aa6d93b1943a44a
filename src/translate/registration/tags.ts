import {
  BAD_TAG,
  LONG_TAG,
  LONGEST_TAG,
  NO_TAG_KEY,
  RESERVED_TAG,
  TAG_TEXT,
  TAG_TWICE,
} from "../../api/refusals/tags.ts";
import type { TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

/** Tags: with keys, well formed, and each key once. */
export function tagProblems({ tags = [] }: TaskDefinitionContent): Problem[] {
  const keys = tags.map(({ key = "" }) => key);
  return tags.flatMap(({ value = "" }, index) => {
    const [key = "", path] = [keys[index], `tags[${index}]`];
    return [
      ...(key === "" ? [{ path: `${path}.key`, message: NO_TAG_KEY({}) }] : []),
      ...textProblems("key", key, path),
      ...textProblems("value", value, path),
      ...(/^aws:/i.test(key) ? [{ path: `${path}.key`, message: RESERVED_TAG({}) }] : []),
      ...(key !== "" && keys.indexOf(key) < index ? [{ path: `${path}.key`, message: TAG_TWICE({ key }) }] : []),
    ];
  });
}

function textProblems(member: keyof typeof LONGEST_TAG, text: string, path: string): Problem[] {
  const most = LONGEST_TAG[member];
  // Characters, and not the halves of them that JavaScript counts.
  const isLong = [...text].length > most;
  return [
    ...(isLong ? [{ path: `${path}.${member}`, message: LONG_TAG({ member, most }) }] : []),
    ...(TAG_TEXT.test(text) ? [] : [{ path: `${path}.${member}`, message: BAD_TAG({ member }) }]),
  ];
}
