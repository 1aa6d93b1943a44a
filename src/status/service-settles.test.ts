import fc from "fast-check";
import { expect, test } from "vitest";
import {
  aContainerStatus,
  anInstance,
  aRevision,
  aService,
  aTask,
  daemonSetOf,
  deploymentOf,
  observed,
  rolloutOf,
  settings,
} from "../../test/support/a-service.ts";
import type { ServiceSpec } from "../api/kinds/service.ts";
import type { Pod } from "../api/kube-object.ts";
import type { ObservedService } from "../plan/service.ts";
import { planService } from "../plan/service.ts";
import { serviceReport } from "./service.ts";

const NOW = new Date("2026-02-03T04:05:06Z");
const LATER = new Date("2026-02-03T04:06:06Z");
const MUCH_LATER = new Date("2026-02-03T11:05:06Z");

const count = fc.nat(3);
const percents = fc.record({
  minimumHealthyPercent: fc.constantFrom(0, 50, 100),
  maximumPercent: fc.constantFrom(100, 200),
});
const states = fc.constantFrom<NonNullable<Pod["status"]>>(
  { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", message: "0/3 nodes are available" }] },
  { phase: "Pending", containerStatuses: [aContainerStatus({ waiting: { reason: "ImagePullBackOff" } })] },
  { phase: "Running", containerStatuses: [aContainerStatus({ running: { startedAt: "2026-01-01T00:00:00Z" } })] },
  { phase: "Failed" },
);
const tasks = fc.array(fc.record({ revision: fc.constantFrom(1, 2), status: states }), { maxLength: 5 });

/** A service in the middle of anything: an older workload, tasks of two revisions in any state. */
const situations = fc
  .record({ daemon: fc.boolean(), desired: count, percents, instances: count, tasks, ready: count, updated: count })
  .map(({ daemon, desired, percents: deploymentConfiguration, instances, tasks: pods, ready, updated }) => {
    const strategy: ServiceSpec = daemon ? { schedulingStrategy: "DAEMON" } : { desiredCount: desired };
    const service = { ...aService(), spec: { taskDefinition: "web", deploymentConfiguration, ...strategy } };
    const nodes = ["a", "b", "c"].slice(0, instances).map(anInstance);
    const base = { service, instances: nodes };
    const before = planService(observed(base), settings, NOW);
    const counts = { observedGeneration: 1, replicas: ready, updatedReplicas: updated, availableReplicas: ready };
    const scheduled = { currentNumberScheduled: ready, desiredNumberScheduled: instances, numberMisscheduled: 0 };
    const status = { observedGeneration: 1, ...scheduled, numberReady: ready, updatedNumberScheduled: updated };
    const workload: Partial<ObservedService> = daemon
      ? { daemonSet: { ...daemonSetOf(before), status } }
      : { deployment: deploymentOf(before, counts) };
    const first = rolloutOf(before);
    const second = rolloutOf(planService(observed({ ...base, ...workload, revision: aRevision(2) }), settings, NOW));
    return {
      ...base,
      ...workload,
      pods: pods.map((task, index) =>
        aTask(`t${index}`, task.revision === 1 ? first : second, { status: task.status }),
      ),
    };
  });

test.each([1, 2])(
  "whatever is seen, a status is said once: with nothing new, nothing is written (revision %i)",
  (n) => {
    fc.assert(
      fc.property(situations, (situation) => {
        const revision = aRevision(n);
        const { status } = reportOn({ ...situation, revision }, NOW);
        const service = { ...situation.service, status };
        const again = reportOn({ ...situation, revision, service }, LATER);
        expect(again).toEqual({ status, events: [] });
        const next = reportOn({ ...situation, revision, service }, MUCH_LATER);
        const settled = { ...service, status: next.status };
        expect(reportOn({ ...situation, revision, service: settled }, MUCH_LATER).status).toEqual(next.status);
      }),
    );
  },
);

function reportOn(situation: Partial<ObservedService>, now: Date) {
  const observation = observed(situation);
  return serviceReport(observation, planService(observation, settings, now), undefined, settings.identity, now);
}
