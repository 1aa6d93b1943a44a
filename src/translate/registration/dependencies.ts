import type { ContainerDependency } from "../../api/index.ts";
import { CYCLE, NEVER_ENDS, NO_HEALTH_CHECK, UNKNOWN_DEPENDENCY } from "../../api/refusals/dependencies.ts";
import type { CanonicalContainer, TaskDefinitionContent } from "../canonical.ts";
import { checkText } from "../health-check.ts";
import { linkOf } from "../start-plan.ts";
import type { Problem } from "../translator.ts";

/** `dependsOn`: containers that exist, conditions that can come true; and, with `links`, no cycle. */
export function dependencyProblems({ containerDefinitions }: TaskDefinitionContent): Problem[] {
  const byName = new Map(containerDefinitions.map((container) => [container.name, container]));
  const problems = containerDefinitions.flatMap(({ dependsOn = [] }, index) =>
    dependsOn.flatMap((dependency, position) => {
      const message = problemOf(dependency, byName.get(dependency.containerName));
      return message === undefined ? [] : [{ path: `containerDefinitions[${index}].dependsOn[${position}]`, message }];
    }),
  );
  const circle = cycle(byName);
  if (circle === undefined) return problems;
  const message = CYCLE({ trail: circle.join(" → ") });
  return [...problems, { path: "containerDefinitions", message }];
}

function problemOf(dependency: ContainerDependency, target: CanonicalContainer | undefined): string | undefined {
  if (target === undefined) return UNKNOWN_DEPENDENCY({ container: dependency.containerName });
  if (dependency.condition === "HEALTHY" && checkText(target) === undefined) return NO_HEALTH_CHECK({});
  const ends = dependency.condition === "SUCCESS" || dependency.condition === "COMPLETE";
  return ends && target.essential ? NEVER_ENDS({}) : undefined;
}

// The first cycle, as the names along it; the first name is the last one too.
function cycle(byName: ReadonlyMap<string, CanonicalContainer>): string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): string[] | undefined => {
    const start = trail.indexOf(name);
    if (start >= 0) return [...trail.slice(start), name];
    if (done.has(name)) return undefined;
    const { dependsOn = [], links = [] } = byName.get(name) ?? {};
    const next = [
      ...dependsOn.map(({ containerName }) => containerName),
      ...links.map((link) => linkOf(link).container),
    ];
    for (const one of next) {
      const found = visit(one, [...trail, name]);
      if (found !== undefined) return found;
    }
    done.add(name);
    return undefined;
  };
  for (const name of byName.keys()) {
    const found = visit(name, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
