import { ECS_NAME } from "../../api/names.ts";
import { EMPTY, IMAGE, INVALID_CHARACTERS, NO_CONTAINERS, NOT_UNIQUE, TOO_LONG } from "../../api/refusals/names.ts";
import type { TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

/** Names of the family, its containers, their images, and of volumes: there, well formed and unique. */
export function nameProblems(definition: TaskDefinitionContent): Problem[] {
  const { family, containerDefinitions, volumes } = definition;
  const problems = named("Family", family, "family");
  if (containerDefinitions.length === 0) {
    problems.push({ path: "containerDefinitions", message: NO_CONTAINERS({}) });
  }
  for (const [index, { name, image }] of containerDefinitions.entries()) {
    const path = `containerDefinitions[${index}]`;
    problems.push(...named("Container.name", name, `${path}.name`), ...imageProblems(image, `${path}.image`));
  }
  problems.push(...repeated(containerDefinitions, "containerDefinitions", "Container names"));
  for (const [index, { name }] of volumes.entries()) {
    problems.push(...named("Volume.name", name ?? "", `volumes[${index}].name`));
  }
  return [...problems, ...repeated(volumes, "volumes", "Volume names")];
}

function named(what: string, name: string, path: string): Problem[] {
  if (name === "") return [{ path, message: EMPTY({ what }) }];
  if (name.length > 255) return [{ path, message: TOO_LONG({ what }) }];
  return ECS_NAME.test(name) ? [] : [{ path, message: INVALID_CHARACTERS({ what }) }];
}

function imageProblems(image: string, path: string): Problem[] {
  const what = "Container.image";
  if (image === "") return [{ path, message: EMPTY({ what }) }];
  return IMAGE.test(image) ? [] : [{ path, message: INVALID_CHARACTERS({ what }) }];
}

function repeated(items: readonly { readonly name?: string | undefined }[], path: string, what: string): Problem[] {
  const names = items.map(({ name }) => name ?? "");
  return names.flatMap((name, index) =>
    name !== "" && names.indexOf(name) < index
      ? [{ path: `${path}[${index}].name`, message: NOT_UNIQUE({ what, name }) }]
      : [],
  );
}
