import type { CompletedDeployment, FailedDeployment, ServiceSpec } from "../../api/kinds/service.ts";
import type { ServiceObject } from "../../api/service-identity.ts";
import type { Revision } from "../../translate/revision/config-map.ts";
import type { LaunchType } from "../../translate/service/launch-type.ts";
import { DEPLOYING_FIELDS } from "../../translate/service/template-hash.ts";

/** What a service is to run. */
export interface Target {
  /** The service's spec, with those members that start a deployment as they were in the deployment that is targeted. */
  spec: ServiceSpec;
  revision: Revision;
  launchType: LaunchType;
  templateHash: string;
  /** The spec's own deployment failed; where `rollback` is there, this target is another one that is gone back to. */
  failed?: FailedDeployment;
}

/**
 * What the spec asks for, unless that failed and is to be rolled back: then what completed last. `former` is the
 * revision of that. A failure is forgotten with the change of anything that starts a deployment.
 */
export function targetOf(wish: Omit<Target, "failed">, service: ServiceObject, former: Revision | undefined): Target {
  const { failed, completed } = service.status?.kubernetes ?? {};
  if (failed === undefined || failed.templateHash !== wish.templateHash) return wish;
  if (failed.rollback === undefined || completed === undefined || former === undefined) return { ...wish, failed };
  return {
    spec: formerSpec(wish.spec, completed),
    revision: former,
    launchType: completed.launchType,
    templateHash: completed.templateHash,
    failed,
  };
}

/** What is stored of a deployment that completed, so that it can be made again. */
export function snapshotOf(id: string, { spec, revision, launchType, templateHash }: Target): CompletedDeployment {
  const request = Object.fromEntries(
    DEPLOYING_FIELDS.flatMap((name) => (spec[name] === undefined ? [] : [[name, spec[name]]])),
  );
  const taskDefinition = `${revision.family}:${revision.revision}`;
  const members = Object.keys(request).length === 0 ? {} : { request };
  return { id, taskDefinition, templateHash, launchType, ...members };
}

function formerSpec(spec: ServiceSpec, { request = {}, taskDefinition }: CompletedDeployment): ServiceSpec {
  const kept = Object.entries(spec).filter(([name]) => !(DEPLOYING_FIELDS as readonly string[]).includes(name));
  // It was a service's spec when it was stored.
  return { ...Object.fromEntries(kept), ...request, taskDefinition } as ServiceSpec;
}
