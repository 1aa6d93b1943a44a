import type { Feature, Problem, TranslateContext } from "./translator.ts";

/**
 * The refusal of something that the namespace is not allowed, with the command by which an administrator allows it;
 * empty if it is allowed. `what` names it as the user wrote it.
 */
export function mustBeAllowed(feature: Feature, path: string, what: string, context: TranslateContext): Problem[] {
  if (context.allowed.has(feature)) return [];
  const { namespace } = context;
  const command = `helm upgrade berth … --reuse-values --set 'allowedFeatures.${namespace}={${feature}}'`;
  return [
    {
      path,
      message: `${what} is not allowed in namespace "${namespace}" (${feature}). An administrator allows it by: ${command}`,
    },
  ];
}
