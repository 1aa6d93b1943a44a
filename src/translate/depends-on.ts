import type { CanonicalContainer, CanonicalTaskDefinition } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import { hindrance } from "./helper-place.ts";
import { startupProbe } from "./start-hooks.ts";
import { type Dependency, isAfter, type StartPlan, startPlan } from "./start-plan.ts";
import type { Difference, TranslateContext, Translator } from "./translator.ts";

/**
 * The order in which containers start, and in reverse stop (ecs-semantics §3.3). Where the programs of both are named,
 * the helper of the one waits for what the helper of the other notes, exactly as on ECS. Otherwise Kubernetes' own means
 * are used, as far as they go, and what they cannot do is reported.
 */
export const dependsOn: Translator = {
  concept: "depends-on",
  becomes: {
    "containerDefinitions[].dependsOn[].containerName":
      "where both containers have an entryPoint, a helper that starts the program when the other one is so far, and a preStop hook of the other one that lets this one end first; else the other one is an init container, of restartPolicy Always for START and HEALTHY",
    "containerDefinitions[].dependsOn[].condition":
      "--after of the helper; for HEALTHY the other container's helper runs its health check, too, until then, or its startup probe does",
    "containerDefinitions[].startTimeout":
      "the time after which the helpers of those that wait for the container give up, with exit code 143",
  },
  differs: {
    "containerDefinitions[].dependsOn[].condition":
      "images are pulled when the task starts; without entryPoint more containers wait than have to, and what is not kept is reported",
    "containerDefinitions[].startTimeout": "without entryPoint nobody gives up waiting, which is reported",
  },
  translate(definition, context) {
    const plan = startPlan(definition, context);
    const containers = perContainer(definition, (container) => {
      const probe = startupProbe(container, plan);
      return probe ? { container: { startupProbe: probe } } : {};
    });
    const differences = [
      ...plan.dependencies.flatMap((dependency) => differencesOf(dependency, { definition, plan, context })),
      ...timeoutDifferences(definition, plan, context),
    ];
    return { ...containers, differences };
  },
};

interface Task {
  readonly definition: CanonicalTaskDefinition;
  readonly plan: StartPlan;
  readonly context: TranslateContext;
}

// What is another with an init container. That other containers wait, too, matters where some do not have to.
function differencesOf(dependency: Dependency, { definition, plan, context }: Task): Difference[] {
  const { path, on, condition, way } = dependency;
  if (way === "helper") return [];
  const isRunAgain = way === "init" && context.runsAs === "service" && !context.restartRules;
  const ending = isRunAgain
    ? `container ${on.name} is run again until it ends with exit code 0`
    : `the task fails if container ${on.name} ends with another exit code than 0`;
  const others = definition.containerDefinitions.filter((one) => one !== on && !isBefore(one, on, plan));
  const names = others.filter((one) => !isAfter(one, on, plan)).map(({ name }) => name);
  const until = way === "init" ? "has ended" : "is healthy";
  const reasons = [
    ...(condition === "COMPLETE" || isRunAgain ? [ending] : []),
    ...(condition === "HEALTHY" && way === "init" ? [`the container waits until container ${on.name} has ended`] : []),
    ...(names.length > 0 && condition !== "START"
      ? [`all containers wait until container ${on.name} ${until}: ${names.join(", ")}, too`]
      : []),
  ];
  const instead = whatToDo(dependency, plan, context);
  return reasons.map((reason) => ({ path, reason, instead }));
}

function isBefore(one: CanonicalContainer, on: CanonicalContainer, { early }: StartPlan): boolean {
  return early.includes(one) && early.indexOf(one) < early.indexOf(on);
}

function timeoutDifferences(
  { containerDefinitions }: CanonicalTaskDefinition,
  plan: StartPlan,
  context: TranslateContext,
): Difference[] {
  return containerDefinitions.flatMap((container, index) => {
    if (container.startTimeout === undefined) return [];
    const waiting = plan.dependencies.find(
      ({ on, condition, way }) => on === container && condition !== "START" && way !== "helper",
    );
    if (waiting === undefined) return [];
    const reason = "nobody gives up waiting for the container";
    const instead = whatToDo(waiting, plan, context);
    return [{ path: `containerDefinitions[${index}].startTimeout`, reason, instead }];
  });
}

// What keeps the helper from running the two containers, or those for whose sake the one has to be started early.
function whatToDo({ dependent, on }: Dependency, plan: StartPlan, context: TranslateContext): string {
  const concerned = new Set<CanonicalContainer>([dependent, on]);
  for (const one of concerned) {
    for (const edge of plan.dependencies) if (edge.on === one) concerned.add(edge.dependent);
  }
  const names = new Map<string, string[]>();
  for (const one of concerned) {
    const what = hindrance(one, context);
    if (what !== undefined) names.set(what, [...(names.get(what) ?? []), one.name]);
  }
  return [...names].map(([what, containers]) => `in ${containers.join(" and ")}, ${what}`).join("; ");
}
