import type { CanonicalTaskDefinition } from "./canonical.ts";
import { compose } from "./compose.ts";
import { everyTask } from "./every-task.ts";
import { helper } from "./helped-program.ts";
import { translators } from "./index.ts";
import { arranged } from "./start-order.ts";
import type { PodTranslation, TranslateContext } from "./translator.ts";

/**
 * The Pod of a task. Pure and deterministic: the same definition and context give the same bytes. Quantities, defaults
 * and names are spelt as the API server echoes them, so that what was applied equals what is read.
 */
export function translateTaskDefinition(
  definition: CanonicalTaskDefinition,
  context: TranslateContext,
): PodTranslation {
  const shares = translators.map(({ concept, translate }) => ({ concept, fragment: translate(definition, context) }));
  const pod = compose(definition, [
    { concept: "every-task", fragment: everyTask },
    ...shares,
    { concept: "helper", fragment: helper(definition, context) },
  ]);
  return { ...pod, podSpec: arranged(pod.podSpec, definition, context) };
}
