import type { Deployment, ServiceDeployment, ServiceEvent } from "../api/kinds/service-status.ts";
import type { KubeObject } from "../api/kube-object.ts";
import { clusterNameOf, type ServiceObject, serviceName } from "../api/service-identity.ts";
import { ageOf } from "./duration.ts";
import { shortDefinition } from "./short-names.ts";
import { type Column, details, type Paint, table } from "./table.ts";
import { stoppedColumns } from "./task-columns.ts";

/** A service as DescribeServices tells it: what was asked for, and what is. */
export function describedService(service: ServiceObject): object {
  const {
    kubernetes: _wishes,
    serviceName: _name,
    cluster: _cluster,
    clientToken: _token,
    ...asked
  } = service.spec ?? {};
  const {
    kubernetes: _notes,
    conditions: _conditions,
    observedGeneration: _seen,
    selector: _selector,
    ...answer
  } = service.status ?? {};
  return { serviceName: serviceName(service), ...asked, ...answer };
}

/** The columns of `services`, as kubectl has them. */
export function serviceColumns(now: Date): Column<ServiceObject>[] {
  return [
    { head: "NAME", cell: serviceName },
    { head: "CLUSTER", cell: clusterNameOf },
    { head: "STATUS", cell: ({ status }) => status?.status },
    { head: "DESIRED", cell: ({ status }) => status?.desiredCount },
    { head: "RUNNING", cell: ({ status }) => status?.runningCount },
    { head: "PENDING", cell: ({ status }) => status?.pendingCount },
    { head: "TASKDEFINITION", cell: ({ status }) => shortDefinition(status?.taskDefinition) },
    { head: "ROLLOUT", cell: ({ status }) => status?.deployments?.[0]?.rolloutState },
    { head: "AGE", passes: true, cell: ({ metadata }) => ageOf(metadata.creationTimestamp, now) },
  ];
}

/** The columns of `deployments`. */
export function deploymentColumns(now: Date): Column<Deployment>[] {
  return [
    { head: "ID", cell: ({ id }) => id },
    { head: "STATUS", cell: ({ status }) => status },
    { head: "TASKDEFINITION", cell: ({ taskDefinition }) => shortDefinition(taskDefinition) },
    { head: "DESIRED", cell: ({ desiredCount }) => desiredCount },
    { head: "RUNNING", cell: ({ runningCount }) => runningCount },
    { head: "PENDING", cell: ({ pendingCount }) => pendingCount },
    { head: "FAILED", cell: ({ failedTasks }) => failedTasks },
    { head: "ROLLOUT", cell: ({ rolloutState }) => rolloutState },
    { head: "AGE", passes: true, cell: ({ createdAt }) => ageOf(createdAt, now) },
    { head: "REASON", cell: ({ rolloutStateReason }) => rolloutStateReason },
  ];
}

/** The columns of the history of a service's deployments. */
export function historyColumns(now: Date): Column<ServiceDeployment>[] {
  return [
    { head: "ID", cell: ({ serviceDeploymentArn }) => `ecs-svc/${shortDefinition(serviceDeploymentArn)}` },
    { head: "STATUS", cell: ({ status }) => status },
    { head: "FROM", cell: ({ sourceServiceRevisions }) => revisionsOf(sourceServiceRevisions) },
    { head: "TO", cell: ({ targetServiceRevision }) => shortDefinition(targetServiceRevision.taskDefinition) },
    { head: "BACK TO", cell: ({ rollback }) => shortDefinition(rollback?.taskDefinition) },
    { head: "AGE", passes: true, cell: ({ createdAt }) => ageOf(createdAt, now) },
    { head: "TOOK", cell: ({ createdAt, finishedAt }) => finishedAt && ageOf(createdAt, new Date(finishedAt)) },
    { head: "REASON", cell: ({ statusReason }) => statusReason },
  ];
}

function revisionsOf(revisions: ServiceDeployment["sourceServiceRevisions"]): string | undefined {
  return revisions?.map(({ taskDefinition }) => shortDefinition(taskDefinition)).join(" ");
}

const EVENTS_SHOWN = 10;

/** All that matters about one service, for people. */
export function serviceDetails(service: ServiceObject, now: Date, paint: Paint): string[] {
  const { status = {} } = service;
  const condition = conditionOf(service);
  const { desiredCount = 0, runningCount = 0, pendingCount = 0 } = status;
  const events = (status.events ?? []).slice(0, EVENTS_SHOWN);
  return [
    ...details([
      ["Name", serviceName(service)],
      ["Object", objectOf(service)],
      ["ARN", status.serviceArn],
      ["Cluster", clusterNameOf(service)],
      ["Status", status.status === undefined ? "not seen by the operator yet" : paint(status.status)],
      ["Task definition", shortDefinition(status.taskDefinition)],
      ["Asked for", service.spec?.taskDefinition],
      ["Launch type", status.launchType],
      ["Scheduling", status.schedulingStrategy],
      ["Tasks", `${desiredCount} desired, ${runningCount} running, ${pendingCount} pending`],
      ["Ready", condition("Ready")],
      ["Stalled", condition("Stalled", "True")],
      ["Not honoured", condition("FieldsHonoured", "False")],
      ["Age", ageOf(service.metadata.creationTimestamp, now)],
    ]),
    ...section("Deployments", deploymentColumns(now), status.deployments ?? [], paint),
    ...section("Last events", eventColumns(now), events, paint),
    ...section("Stopped tasks", stoppedColumns(now), status.stoppedTasks ?? [], paint),
  ];
}

/** A table with a line that says what it has, or nothing where it is empty. */
export function section<T>(title: string, columns: readonly Column<T>[], rows: readonly T[], paint: Paint): string[] {
  return rows.length === 0 ? [] : ["", `${title}:`, ...table(columns, rows, { paint, indent: 2 })];
}

function eventColumns(now: Date): Column<ServiceEvent>[] {
  return [
    { head: "AGE", passes: true, cell: ({ createdAt }) => ageOf(createdAt, now) },
    { head: "MESSAGE", cell: ({ message }) => message },
  ];
}

function conditionOf({ status }: ServiceObject) {
  return (type: string, only?: string): string | undefined => {
    const found = status?.conditions?.find((one) => one.type === type);
    if (found === undefined || (only !== undefined && found.status !== only)) return undefined;
    return only === undefined ? `${found.status}: ${found.message}` : found.message;
  };
}

function objectOf({ metadata }: KubeObject): string {
  return `ecsservice/${metadata.name} in namespace ${metadata.namespace ?? "default"}`;
}
