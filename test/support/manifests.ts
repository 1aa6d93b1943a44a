import { API_VERSION } from "../../src/api/group.ts";
import type { ClusterSpec } from "../../src/api/kinds/cluster.ts";
import type { ServiceSpec } from "../../src/api/kinds/service.ts";
import type { TaskSpec } from "../../src/api/kinds/task.ts";
import type { TaskDefinitionSpec } from "../../src/api/kinds/task-definition.ts";

/** A manifest without its namespace. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [member: string]: unknown;
}

function manifest(kind: string, name: string, spec: object): Manifest {
  return { apiVersion: API_VERSION, kind, metadata: { name }, spec };
}

/** A Cluster, as a user writes it. */
export function aCluster(name = "default", spec: ClusterSpec = {}): Manifest {
  return manifest("Cluster", name, spec);
}

/** A TaskDefinition, as a user writes it. */
export function aTaskDefinition(name: string, spec: Partial<TaskDefinitionSpec>): Manifest {
  return manifest("TaskDefinition", name, spec);
}

/** A Service, as a user writes it; two seconds make a task healthy, so that a test does not wait for 40. */
export function aService(name: string, spec: ServiceSpec): Manifest {
  return manifest("Service", name, { ...spec, kubernetes: { healthyAfterSeconds: 2, ...spec.kubernetes } });
}

/** A Task, as a user writes it. */
export function aTask(name: string, spec: TaskSpec): Manifest {
  return manifest("Task", name, spec);
}

/** The smallest task definition that runs anywhere: it sleeps, on Fargate's smallest size, and stops at once. */
export function sleeper(change: Partial<TaskDefinitionSpec> & { variable?: string } = {}): TaskDefinitionSpec {
  const { variable, ...spec } = change;
  return {
    requiresCompatibilities: ["FARGATE"],
    networkMode: "awsvpc",
    cpu: "256",
    memory: "512",
    containerDefinitions: [
      {
        name: "main",
        image: "busybox:1",
        command: ["sh", "-c", "trap exit TERM; while :; do sleep 1; done"],
        ...(variable === undefined ? {} : { environment: [{ name: "VARIABLE", value: variable }] }),
      },
    ],
    ...spec,
  };
}

/** As `sleeper`, but a web server that answers on port 80 in its container `web`, for a load balancer. */
export function listener(): TaskDefinitionSpec {
  const command = ["httpd", "-f", "-p", "80"];
  const web = { name: "web", image: "busybox:1", command, stopTimeout: 2, portMappings: [{ containerPort: 80 }] };
  return { ...sleeper(), containerDefinitions: [web] };
}

/** What a service says that has its `listener` behind a load balancer. */
export const balanced: ServiceSpec = { loadBalancers: [{ containerName: "web", containerPort: 80 }] };
