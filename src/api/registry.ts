import { z } from "zod";
import { clusterOutputOnly, clusterSpec, clusterStatus } from "./kinds/cluster.ts";
import { serviceOutputOnly, serviceSpec, serviceStatus } from "./kinds/service.ts";
import { taskOutputOnly, taskSpec, taskStatus } from "./kinds/task.ts";
import { taskDefinitionOutputOnly, taskDefinitionSpec, taskDefinitionStatus } from "./kinds/task-definition.ts";
import { clusterRefusals } from "./refusals/cluster.ts";
import { serviceChecks, serviceRefusals } from "./refusals/service.ts";
import { taskChecks, taskRefusals } from "./refusals/task.ts";
import { taskDefinitionChecks, taskDefinitionRefusals } from "./refusals/task-definition.ts";
import type { Change, OperatorOnly, Rule } from "./rule.ts";

/** A column that kubectl get prints. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: "string" | "integer" | "date";
  readonly jsonPath: string;
  /** Printed only with `-o wide`. */
  readonly wide?: true;
}

/** One of Berth's kinds: its names, shapes and what the API server does with it. */
export interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly description: string;
  /** Name of the ECS request that `spec` is. */
  readonly request: string;
  readonly spec: z.ZodObject;
  /** Whether the object may have no spec at all. */
  readonly specMayBeAbsent?: true;
  readonly status: z.ZodObject;
  /** Members of ECS's answer that are no input: known, and skipped with a line. */
  readonly outputOnly: readonly string[];
  readonly columns: readonly PrinterColumn[];
  readonly scale?: { readonly spec: string; readonly status: string; readonly selector: string };
  /** Members of spec that cannot change. */
  readonly fixed: readonly Rule[];
  /** Specs that ECS would refuse, too. */
  readonly refusals: readonly Rule[];
  /** Refusals that are left to the operator. */
  readonly operatorOnly: readonly OperatorOnly[];
  readonly selectableFields: readonly string[];
}

const readyMessage: PrinterColumn = {
  name: "Ready",
  type: "string",
  jsonPath: '.status.conditions[?(@.type=="Ready")].message',
  wide: true,
};
const age: PrinterColumn = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };

/** CEL for a member of spec, or what it is when it is absent. */
function effective(object: "self" | "oldSelf", field: string, absent: string): string {
  return `(has(${object}.spec.${field}) ? ${object}.spec.${field} : ${absent})`;
}

interface Fixed {
  readonly field: string;
  readonly message: string;
  readonly rule: string;
  readonly accepted: readonly Change[];
  readonly refused: readonly Change[];
}

/** A member of spec that cannot change. */
function fixed({ field, message, refused, ...rest }: Fixed): Rule {
  return {
    at: "",
    field: `spec.${field}`,
    message,
    ...rest,
    refused: refused.map((one) => ({ ...one, says: message })),
  };
}

/** A name that cannot change; absent, it is the name of the object. */
function fixedName(field: string, message: string, examples: Pick<Fixed, "accepted" | "refused">): Rule {
  const [now, before] = (["self", "oldSelf"] as const).map((object) =>
    effective(object, field, `${object}.metadata.name`),
  );
  return fixed({ rule: `${now} == ${before}`, message, field, ...examples });
}

/** CEL: all members of spec but one are as they were. */
function unchangedBut(spec: z.ZodObject, but: string): string {
  const same = Object.entries(spec.shape).map(([name, member]) => {
    const [now, before] = [`self.spec.${name}`, `oldSelf.spec.${name}`];
    if (!(member instanceof z.ZodOptional)) return `${now} == ${before}`;
    // Of the object before the change the API server does not take null for absent.
    return `(has(${now}) ? has(${before}) && ${now} == ${before} : !has(${before}) || dyn(${before}) == null)`;
  });
  return same.filter((_, index) => Object.keys(spec.shape)[index] !== but).join(" && ");
}

const clusterKind: Kind = {
  kind: "Cluster",
  plural: "ecsclusters",
  singular: "ecscluster",
  shortNames: [],
  description: "An Amazon ECS cluster: the name that services and tasks join, and the Nodes that are its instances.",
  request: "CreateCluster",
  spec: clusterSpec,
  specMayBeAbsent: true,
  status: clusterStatus,
  outputOnly: clusterOutputOnly,
  columns: [
    { name: "Status", type: "string", jsonPath: ".status.status" },
    { name: "Instances", type: "integer", jsonPath: ".status.registeredContainerInstancesCount" },
    { name: "Running", type: "integer", jsonPath: ".status.runningTasksCount" },
    { name: "Pending", type: "integer", jsonPath: ".status.pendingTasksCount" },
    { name: "Services", type: "integer", jsonPath: ".status.activeServicesCount" },
    age,
    { name: "ARN", type: "string", jsonPath: ".status.clusterArn", wide: true },
    readyMessage,
  ],
  fixed: [
    fixedName("clusterName", "clusterName cannot change. Create another cluster.", {
      accepted: [
        { before: {}, after: { clusterName: "app" } },
        { before: { clusterName: "app" }, after: { clusterName: "app", tags: [] } },
        { before: { clusterName: null }, after: { clusterName: "app" } },
      ],
      refused: [
        { before: {}, after: { clusterName: "other" } },
        { before: { clusterName: "other" }, after: {} },
      ],
    }),
  ],
  refusals: clusterRefusals,
  operatorOnly: [],
  selectableFields: [],
};

const taskDefinitionKind: Kind = {
  kind: "TaskDefinition",
  plural: "taskdefinitions",
  singular: "taskdefinition",
  shortNames: ["taskdef"],
  description: "An Amazon ECS task definition. Each change of what it says is a new revision of its family.",
  request: "RegisterTaskDefinition",
  spec: taskDefinitionSpec,
  status: taskDefinitionStatus,
  outputOnly: taskDefinitionOutputOnly,
  columns: [
    { name: "Family", type: "string", jsonPath: ".status.family" },
    { name: "Revision", type: "integer", jsonPath: ".status.revision" },
    { name: "Status", type: "string", jsonPath: ".status.status" },
    { name: "Compatibilities", type: "string", jsonPath: ".status.compatibilities", wide: true },
    age,
    { name: "ARN", type: "string", jsonPath: ".status.taskDefinitionArn", wide: true },
    readyMessage,
  ],
  fixed: [
    fixedName("family", "family cannot change. Create another TaskDefinition.", {
      accepted: [
        { before: {}, after: { family: "app" } },
        { before: { family: "web" }, after: { family: "web", cpu: "256" } },
      ],
      refused: [
        { before: {}, after: { family: "other" } },
        { before: { family: "web" }, after: {} },
      ],
    }),
  ],
  refusals: taskDefinitionRefusals,
  operatorOnly: taskDefinitionChecks,
  selectableFields: [".spec.family"],
};

const serviceKind: Kind = {
  kind: "Service",
  plural: "ecsservices",
  singular: "ecsservice",
  shortNames: ["ecssvc"],
  description: "An Amazon ECS service: keeps tasks of a task definition running and replaces them by deployments.",
  request: "CreateService",
  spec: serviceSpec,
  status: serviceStatus,
  outputOnly: serviceOutputOnly,
  columns: [
    { name: "Cluster", type: "string", jsonPath: ".status.kubernetes.cluster" },
    { name: "Status", type: "string", jsonPath: ".status.status" },
    { name: "Desired", type: "integer", jsonPath: ".status.desiredCount" },
    { name: "Running", type: "integer", jsonPath: ".status.runningCount" },
    { name: "Pending", type: "integer", jsonPath: ".status.pendingCount" },
    { name: "TaskDefinition", type: "string", jsonPath: ".status.kubernetes.taskDefinition" },
    { name: "Rollout", type: "string", jsonPath: ".status.deployments[0].rolloutState" },
    age,
    { name: "ARN", type: "string", jsonPath: ".status.serviceArn", wide: true },
    readyMessage,
  ],
  scale: { spec: ".spec.desiredCount", status: ".status.runningCount", selector: ".status.selector" },
  fixed: [
    fixedName("serviceName", "serviceName cannot change. Create another service.", {
      accepted: [
        { before: {}, after: { serviceName: "app", desiredCount: 2 } },
        { before: { serviceName: "web" }, after: { serviceName: "web", desiredCount: 2 } },
      ],
      refused: [
        { before: {}, after: { serviceName: "other" } },
        { before: { serviceName: "web" }, after: {} },
      ],
    }),
    fixed({
      field: "cluster",
      message: "The cluster of a service cannot change. Create another service.",
      // Of an ARN only the name behind the slash counts.
      rule: (["self", "oldSelf"] as const)
        .map((object) => effective(object, "cluster", "'default'"))
        .map((cluster) => `${cluster}.substring(${cluster}.lastIndexOf('/') + 1)`)
        .join(" == "),
      accepted: [
        { before: {}, after: { cluster: "default" } },
        { before: { cluster: "c" }, after: { cluster: "arn:aws:ecs:eu-west-1:000000000000:cluster/c" } },
      ],
      refused: [
        { before: {}, after: { cluster: "c" } },
        { before: { cluster: "arn:aws:ecs:eu-west-1:000000000000:cluster/c" }, after: { cluster: "d" } },
      ],
    }),
    fixed({
      field: "schedulingStrategy",
      message: "The scheduling strategy of a service cannot change. Create another service.",
      rule: (["self", "oldSelf"] as const)
        .map((object) => effective(object, "schedulingStrategy", "'REPLICA'"))
        .join(" == "),
      accepted: [
        { before: {}, after: { schedulingStrategy: "REPLICA" } },
        { before: { schedulingStrategy: "DAEMON" }, after: { schedulingStrategy: "DAEMON", cluster: "default" } },
      ],
      refused: [
        { before: {}, after: { schedulingStrategy: "DAEMON" } },
        { before: { schedulingStrategy: "DAEMON" }, after: { schedulingStrategy: "REPLICA" } },
      ],
    }),
  ],
  refusals: serviceRefusals,
  operatorOnly: serviceChecks,
  selectableFields: [".spec.cluster", ".spec.taskDefinition"],
};

const ONLY_KUBERNETES = "A task cannot change, but for spec.kubernetes. Create another Task.";

const taskKind: Kind = {
  kind: "Task",
  plural: "ecstasks",
  singular: "ecstask",
  shortNames: [],
  description:
    "Runs 1 to 10 tasks of a task definition once, as RunTask of Amazon ECS does. None of them is ever repeated.",
  request: "RunTask",
  spec: taskSpec,
  status: taskStatus,
  outputOnly: taskOutputOnly,
  columns: [
    { name: "Cluster", type: "string", jsonPath: ".status.kubernetes.cluster" },
    { name: "Status", type: "string", jsonPath: ".status.kubernetes.lastStatus" },
    { name: "TaskDefinition", type: "string", jsonPath: ".status.kubernetes.taskDefinition" },
    { name: "Running", type: "integer", jsonPath: ".status.kubernetes.runningCount" },
    { name: "Stopped", type: "integer", jsonPath: ".status.kubernetes.stoppedCount" },
    { name: "ExitCode", type: "integer", jsonPath: ".status.kubernetes.exitCode" },
    age,
    { name: "Reason", type: "string", jsonPath: ".status.kubernetes.stoppedReason", wide: true },
    { name: "ARN", type: "string", jsonPath: ".status.tasks[0].taskArn", wide: true },
    readyMessage,
  ],
  fixed: [
    {
      at: "",
      field: "spec",
      message: ONLY_KUBERNETES,
      rule: unchangedBut(taskSpec, "kubernetes"),
      accepted: [
        { before: {}, after: { kubernetes: { stop: { reason: "enough" } } } },
        { before: { count: 2, startedBy: null }, after: { count: 2 } },
        { before: { overrides: { cpu: "256" }, tags: [] }, after: { overrides: { cpu: "256" }, tags: [] } },
      ],
      refused: [
        { before: {}, after: { count: 2 } },
        { before: { count: 2 }, after: {} },
        { before: {}, after: { taskDefinition: "other" } },
        {
          before: { overrides: { containerOverrides: [{ name: "web", command: ["a"] }] } },
          after: { overrides: { containerOverrides: [{ name: "web", command: ["b"] }] } },
        },
      ].map((one) => ({ ...one, says: ONLY_KUBERNETES })),
    },
  ],
  refusals: taskRefusals,
  operatorOnly: taskChecks,
  selectableFields: [".spec.cluster", ".spec.taskDefinition"],
};

/** Berth's kinds, in the order in which people meet them. */
export const kinds: readonly Kind[] = [clusterKind, taskDefinitionKind, serviceKind, taskKind];
