import { parseCluster } from "../api/arn.ts";
import { wrongUse } from "./failure.ts";

/** Whether something is in the ECS cluster that was named, by the cluster's name; in any where none was named. */
export function inCluster(chosen: string | undefined): (cluster: string | undefined) => boolean {
  if (chosen === undefined) return () => true;
  const name = parseCluster(chosen);
  if (name === undefined) throw wrongUse(`--cluster ${chosen} is neither the name of an ECS cluster nor its ARN`);
  return (cluster) => cluster === name;
}

/** The cluster's name in the ARN of a service, a task or a cluster. */
export function clusterIn(arn: string | undefined): string | undefined {
  return /^arn:[^:]*:ecs:[^:]*:[^:]*:(?:cluster|service|task)\/([^/]+)/.exec(arn ?? "")?.[1];
}
