import { GROUP } from "./group.ts";

/**
 * Labels that Berth writes and reads. Pods carry `cluster`, `service`, `family`, `revision`, `launchType` and
 * `taskGroup` where they apply; a Node becomes a container instance by its `cluster` label.
 */
export const labels = {
  cluster: `${GROUP}/cluster`,
  service: `${GROUP}/service`,
  family: `${GROUP}/family`,
  revision: `${GROUP}/revision`,
  status: `${GROUP}/status`,
  /** On the ConfigMap that keeps a family's highest revision. */
  counter: `${GROUP}/counter`,
  launchType: `${GROUP}/launch-type`,
  taskGroup: `${GROUP}/task-group`,
  /** On the Pods of a Task object: its name, so that `kubectl logs -l` finds them. */
  task: `${GROUP}/task`,
  managedBy: "app.kubernetes.io/managed-by",
} as const;

/** Value of `labels.managedBy` on every object that Berth writes. */
export const MANAGED_BY = "berth";

/** Keeps a Cluster that is being deleted until nothing is in it. */
export const CLUSTER_FINALIZER = `${GROUP}/cluster`;

/** Keeps a Pod from being placed until the operator has noted in the Task's status that it is the one to run. */
export const TASK_GATE = `${GROUP}/noted`;

/** Annotations that Berth writes on the objects it owns. None of them ever holds a value of the user's environment. */
export const annotations = {
  /** Hash of the ECS input of the Pod template: while it is equal, the live template stays. */
  templateHash: `${GROUP}/template-hash`,
  /** Hash of the template as it was rendered when it was applied. */
  renderedHash: `${GROUP}/rendered-hash`,
  /** Hash of all that was applied: while it is equal and the live object covers it, nothing is written. */
  intentHash: `${GROUP}/intent-hash`,
  /** `ecs-svc/<19 digits>` of the deployment whose template this is. */
  deploymentId: `${GROUP}/deployment-id`,
  /** Full `family:revision` of the task definition. */
  taskDefinition: `${GROUP}/task-definition`,
  /** ECS name of the service: its label may be a shortened form. */
  serviceName: `${GROUP}/service-name`,
  /** ECS name of the family: its label may be a shortened form. */
  family: `${GROUP}/family`,
  /** On a task: names, as in the Pod, of its containers that may end without ending the task, separated by commas. */
  nonEssential: `${GROUP}/non-essential`,
  /** On a task: what decides about its health, `container` or `loadBalancer`. */
  healthCheck: `${GROUP}/health-check`,
  /** On a task: seconds after its start from which it is UNHEALTHY if it never was healthy. */
  unhealthyAfter: `${GROUP}/unhealthy-after`,
  /** On a task: why somebody stops it by hand, as StopTask's `reason`. Who does that writes it. */
  stopReason: `${GROUP}/stop-reason`,
  /** On a task some of whose programs wait for others: when the operator first saw that all had started. */
  startedAt: `${GROUP}/started-at`,
} as const;

/** Annotations of a task for other programs of the cluster. Berth reads none of them, and its caches leave them out. */
export const taskAnnotations = {
  /** JSON: by the container's name in the Pod its Docker labels. */
  dockerLabels: `${GROUP}/docker-labels`,
  /** The configuration of the log router, which its container has as a file. */
  firelensConfiguration: `${GROUP}/firelens-configuration`,
  /** JSON: by the container's name in the Pod its `logDriver`, `options`, and the names of its `secretOptions`. */
  logConfiguration: `${GROUP}/log-configuration`,
} as const;
