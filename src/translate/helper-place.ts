import { kubernetesName } from "../api/names.ts";
import type { CanonicalContainer } from "./canonical.ts";
import { mountPaths } from "./memory-volumes.ts";
import type { TranslateContext } from "./translator.ts";

/** Where the helper and the notes of all containers are in a container, read-only. */
export const FOLDER = "/.berth";

/** Where a container writes notes of its own. */
export const NOTES = "/.berth-notes";

/** The helper in a container. */
export const HELPER = `${FOLDER}/helper`;

/** The folder of a container's notes within the volume. */
export function notesIn(name: string): string {
  return `notes/${kubernetesName(name)}`;
}

/** Where the other containers of its task read a container's notes. */
export function notesOf({ name }: CanonicalContainer): string {
  return `${FOLDER}/${notesIn(name)}`;
}

/** Whether a path in a container is one of those at which the helper may be. */
export function isHelperPath(path: string): boolean {
  return /^\/+\.berth(-notes)?(\/|$)/.test(path);
}

/** What the user can do where a container needs the helper and cannot have it. */
export function hindrance(container: CanonicalContainer, context: TranslateContext): string | undefined {
  if (container.entryPoint === undefined) return "write entryPoint: Berth's helper runs programs that it can name";
  return mountHindrance(container, context);
}

/** The same, where it is enough that the helper is there. */
export function mountHindrance(container: CanonicalContainer, { helperImage }: TranslateContext): string | undefined {
  if (helperImage === undefined) return "give the operator BERTH_HELPER_IMAGE, as its chart does";
  const inTheWay = mountPaths(container).some(isHelperPath);
  return inTheWay ? `mount nothing at ${FOLDER} and ${NOTES}, where Berth's helper is` : undefined;
}
