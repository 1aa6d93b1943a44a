import type { Feature, Problem, TranslateContext } from "./translator.ts";

/**
 * The refusal of something that needs features which the namespace is not allowed, with the command by which an
 * administrator allows them; empty if it is allowed them all. `what` names it as the user wrote it. The command sets the
 * whole list, so it repeats what is allowed already.
 */
export function mustBeAllowed(
  features: readonly Feature[],
  path: string,
  what: string,
  { allowed, namespace }: TranslateContext,
): Problem[] {
  const missing = features.filter((feature) => !allowed.has(feature));
  if (missing.length === 0) return [];
  const list = [...new Set([...allowed, ...missing])].toSorted().join(",");
  const command = `helm upgrade … --reset-then-reuse-values --set 'allowedFeatures.${namespace}={${list}}'`;
  const message = `${what} is not allowed in namespace "${namespace}" (${missing.join(", ")}). An administrator allows it by: ${command}`;
  return [{ path, message }];
}
