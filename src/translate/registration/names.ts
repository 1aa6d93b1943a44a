import { ECS_NAME } from "../../api/names.ts";
import type { TaskDefinitionContent } from "../canonical.ts";
import type { Problem } from "../translator.ts";

// ECS API reference, ContainerDefinition `image`; a tag and a digest together are how Docker pins both.
const IMAGE = /^[A-Za-z0-9_:./#-]{1,255}(@sha256:[0-9a-f]{64})?$/;

/** Names of the family, its containers, their images, and of volumes: there, well formed and unique. */
export function nameProblems(definition: TaskDefinitionContent): Problem[] {
  const { family, containerDefinitions, volumes } = definition;
  const problems = named("Family", family, "family");
  if (containerDefinitions.length === 0) {
    problems.push({ path: "containerDefinitions", message: "Container list cannot be empty." });
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
  if (name === "") return [{ path, message: `${what} should not be null or empty.` }];
  if (name.length > 255) return [{ path, message: `${what} cannot be longer than 255 characters.` }];
  return ECS_NAME.test(name) ? [] : [{ path, message: `${what} contains invalid characters.` }];
}

function imageProblems(image: string, path: string): Problem[] {
  if (image === "") return [{ path, message: "Container.image should not be null or empty." }];
  return IMAGE.test(image) ? [] : [{ path, message: "Container.image contains invalid characters." }];
}

function repeated(items: readonly { readonly name?: string | undefined }[], path: string, what: string): Problem[] {
  const names = items.map(({ name }) => name ?? "");
  return names.flatMap((name, index) =>
    name !== "" && names.indexOf(name) < index
      ? [{ path: `${path}[${index}].name`, message: `${what} must be unique within a task definition: '${name}'.` }]
      : [],
  );
}
