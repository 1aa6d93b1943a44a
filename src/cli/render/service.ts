import type { ClusterSpec } from "../../api/kinds/cluster.ts";
import type { ServiceSpec } from "../../api/kinds/service.ts";
import { clusterNameOf, type ServiceObject, serviceName } from "../../api/service-identity.ts";
import { planService } from "../../plan/service.ts";
import type { Revision } from "../../translate/revision/config-map.ts";
import { checkAgainstTaskDefinition, checkService } from "../../translate/service/checks.ts";
import { launchType } from "../../translate/service/launch-type.ts";
import { type Assumptions, clusterNamed, INSTANCE, NO_TIME, settingsOf } from "./assumed.ts";
import { type Judged, linesOf, type Read, refused, unowned } from "./judged.ts";
import { notAmong } from "./references.ts";

/** A service among the files, as an object. */
export function serviceObject({ manifest, namespace, spec }: Read<ServiceSpec>): ServiceObject {
  return { metadata: { name: manifest.metadata.name, namespace }, spec };
}

/** The workload of a service, and the core Service where it is behind a load balancer. */
export function renderService(
  read: Read<ServiceSpec>,
  revision: Revision | undefined,
  elder: Read<ServiceSpec> | undefined,
  cluster: ClusterSpec | undefined,
  assumptions: Assumptions,
): Judged {
  const { spec, nulls } = read;
  const service = serviceObject(read);
  const type = launchType(spec, cluster?.defaultCapacityProviderStrategy ?? []);
  const problems = checkService(spec, serviceName(service), type);
  if (problems.length > 0) return refused(problems.map(({ message }) => message));
  if (revision === undefined) return refused([notAmong(spec.taskDefinition)]);
  const mismatches = checkAgainstTaskDefinition(spec, type, revision.definition);
  if (mismatches.length > 0) return refused(mismatches.map(({ message }) => message));
  const plan = planService(
    {
      service,
      nulls,
      elder: elder && serviceObject(elder),
      cluster: clusterNamed(clusterNameOf(service) ?? "default", cluster),
      revision,
      former: undefined,
      instances: [INSTANCE],
      daemonInstances: [INSTANCE],
      fargatePool: true,
      alarms: [],
      deployment: undefined,
      daemonSet: undefined,
      replicaSets: [],
      pods: [],
      departed: [],
      children: [],
    },
    settingsOf(assumptions),
    NO_TIME,
  );
  if (plan.kind !== "apply") return refused(linesOf(plan.message));
  return { refusals: [], differences: plan.differences, objects: plan.intents.map(unowned) };
}
