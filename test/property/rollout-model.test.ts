import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import { type Behaviour, World } from "../support/model/world.ts";

/* The decisions about deployments, in a model of a cluster in which everything happens in any order. */

vi.setConfig({ testTimeout: 60_000 });

// The same interleavings in every run, so that a failure is of the change at hand; BERTH_SEED=<number> takes others.
fc.configureGlobal({ seed: Number(process.env.BERTH_SEED ?? 20_260) });

const STEPS = {
  reconcile: (world: World) => world.reconcile(),
  die: (world: World) => world.reconcile({ dies: true }),
  restart: (world: World) => world.restart(),
  lag: (world: World) => world.lag(),
  deployment: (world: World) => world.stepDeployment(),
  sets: (world: World) => world.stepSets(),
  pods: (world: World) => world.stepPods(),
  crash: (world: World) => world.crash(),
  lose: (world: World) => world.loseNode(),
  second: (world: World) => world.pass(1),
  minute: (world: World) => world.pass(60),
} as const;

type Step = keyof typeof STEPS | { deploy: Behaviour } | { desired: number };

function take(world: World, step: Step): void {
  if (typeof step === "string") STEPS[step](world);
  else if ("deploy" in step) world.deploy(step.deploy);
  else world.edit({ desiredCount: step.desired });
}

/** Everybody acts in turn, time goes on, and the user changes nothing any more. */
function settle(world: World, rounds = 80): void {
  for (let round = 0; round < rounds; round += 1) {
    world.reconcile();
    world.stepDeployment();
    world.stepSets();
    world.pass(round % 4 === 0 ? 30 : 1);
    world.stepPods();
    if (round === 8) world.settleBounds();
  }
  world.reconcile();
}

const behaviours = fc.constantFrom<Behaviour>("good", "crashes", "absent");
const steps = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom<Step>("reconcile", "deployment", "sets", "pods") },
    { weight: 3, arbitrary: fc.constantFrom<Step>("second", "minute", "crash", "lose", "lag") },
    { weight: 2, arbitrary: fc.constantFrom<Step>("die", "restart") },
    { weight: 1, arbitrary: behaviours.map((deploy): Step => ({ deploy })) },
    { weight: 1, arbitrary: fc.nat(4).map((desired): Step => ({ desired })) },
  ),
  { minLength: 10, maxLength: 120 },
);
const specs = fc
  .record({
    desiredCount: fc.integer({ min: 0, max: 4 }),
    minimumHealthyPercent: fc.constantFrom(0, 50, 100),
    maximumPercent: fc.constantFrom(100, 150, 200),
    enable: fc.boolean(),
    rollback: fc.boolean(),
  })
  .map(
    ({ desiredCount, minimumHealthyPercent, maximumPercent, enable, rollback }): ServiceSpec => ({
      desiredCount,
      deploymentConfiguration: {
        minimumHealthyPercent,
        maximumPercent,
        deploymentCircuitBreaker: { enable, rollback, thresholdConfiguration: { type: "COUNT", value: 2 } },
      },
    }),
  );

const canProgress = ({ deploymentConfiguration, desiredCount = 0 }: ServiceSpec) => {
  const { minimumHealthyPercent = 100, maximumPercent = 200 } = deploymentConfiguration ?? {};
  return Math.floor((desiredCount * maximumPercent) / 100) > Math.ceil((desiredCount * minimumHealthyPercent) / 100);
};

function run(spec: ServiceSpec, taken: readonly Step[]): World {
  const world = new World(spec);
  for (const step of taken) take(world, step);
  return world;
}

test("whatever happens, no task is taken below the lower bound, and none started above the upper one", () => {
  fc.assert(
    fc.property(specs, steps, (spec, taken) => {
      expect(run(spec, taken).violations).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("it ends in a steady state once nobody changes anything and the tasks are good", () => {
  fc.assert(
    fc.property(specs, steps, fc.integer({ min: 1, max: 4 }), (spec, taken, desired) => {
      const world = run(spec, taken);
      world.deploy("good");
      world.edit({ desiredCount: desired });
      fc.pre(canProgress({ ...spec, desiredCount: desired }));
      settle(world);
      const { status } = world;
      expect(world.violations).toEqual([]);
      expect(status).toMatchObject({ runningCount: desired, pendingCount: 0 });
      expect(status?.deployments).toMatchObject([{ status: "PRIMARY", rolloutState: "COMPLETED" }]);
      expect(status?.conditions?.find(({ type }) => type === "Ready")).toMatchObject({ status: "True" });
    }),
    { numRuns: 100 },
  );
});

describe("a deployment whose tasks never become healthy", () => {
  const broken = fc.constantFrom<Behaviour>("crashes", "absent");

  test("ends where there was something to go back to, with its tasks as they were", () => {
    fc.assert(
      fc.property(specs, steps, broken, (spec, taken, behaviour) => {
        const desired = 2;
        const world = run({ ...spec, desiredCount: desired }, []);
        fc.pre(canProgress({ ...spec, desiredCount: desired }));
        settle(world);
        const before = world.healthy();
        world.edit({
          deploymentConfiguration: {
            ...spec.deploymentConfiguration,
            deploymentCircuitBreaker: {
              enable: true,
              rollback: true,
              thresholdConfiguration: { type: "COUNT", value: 2 },
            },
          },
        });
        world.deploy(behaviour);
        for (const step of taken)
          if (typeof step === "string" && step !== "crash" && step !== "lose") take(world, step);
        settle(world);
        expect(world.violations).toEqual([]);
        const { status } = world;
        expect(status).toMatchObject({ runningCount: desired, taskDefinition: expect.stringMatching(/web:1$/) });
        expect(status?.serviceDeployments?.[0]?.status).toBe("ROLLBACK_SUCCESSFUL");
        const kept = Math.ceil((desired * (spec.deploymentConfiguration?.minimumHealthyPercent ?? 100)) / 100);
        expect(world.healthy().filter((id) => before.includes(id)).length).toBeGreaterThanOrEqual(kept);
      }),
      { numRuns: 50 },
    );
  });

  test("makes few tasks, also where the operator ends again and again", () => {
    fc.assert(
      fc.property(broken, fc.boolean(), (behaviour, dies) => {
        const world = new World({ desiredCount: 1 });
        world.deploy(behaviour);
        for (let second = 0; second < 3600; second += 1) {
          world.reconcile({ dies: dies && second % 5 === 0 });
          world.stepDeployment();
          world.stepSets();
          if (second % 2 === 0) world.stepPods();
          world.pass(1);
          if (second === 60) expect(world.created).toBeLessThanOrEqual(10);
        }
        expect(world.created).toBeLessThanOrEqual(30);
        expect(world.created).toBeGreaterThan(5);
      }),
      { numRuns: 4 },
    );
  });
});
