import { z } from "zod";

/** Types of the conditions on Berth's objects, each with what it means when it is True. */
export const conditionTypes = {
  Ready: "What the spec asks for is there and works.",
  Reconciling: "The cluster is being brought to what the spec asks for.",
  Stalled: "Only a change of the object helps; the message says what is wrong, in ECS's words where ECS has them.",
  FieldsHonoured: "Every field of the spec has its effect; otherwise the message names those that have none.",
} as const satisfies Record<string, string>;
export type ConditionType = keyof typeof conditionTypes;

/**
 * The stable reasons of conditions, each with what it means. Tools may rely on the names; messages are for people.
 * The first group says why an object is ready or on its way, the others why it is not.
 */
export const reasons = {
  Succeeded: "Everything that the spec asks for is in place.",
  Progressing: "The cluster is being brought to what the spec asks for.",
  AllHonoured: "Every field of the spec has its effect.",
  PartlyHonoured: "Some fields of the spec have no effect here; the message names them.",

  WaitingForTaskDefinition: "The task definition, or an ACTIVE revision of it, does not exist yet.",
  WaitingForCluster: "The ECS cluster does not exist yet.",
  DeploymentHeld: "The deployment configuration leaves no room to stop or to start a task.",
  RollingBack: "A deployment failed, and the service goes back to the last one that completed.",
  DeploymentFailed:
    "The deployment that the spec asks for failed or was stopped; it is not tried again until the spec changes.",
  PlacementFailed: "No task of the request could be placed; none is tried again.",
  NoContainerInstances: "No Node is a container instance of the cluster.",

  InvalidParameter: "ECS would refuse the spec; the message is ECS's own.",
  NotAllowed: "The spec asks for something that the administrator has not allowed in this namespace.",
  NameConflict: "An object that Berth did not make has a name that is needed.",
  FamilyConflict: "An older TaskDefinition of the namespace has the same family.",
  ServiceConflict: "An older Service of the namespace has the same name in the same ECS cluster.",
  ClientTokenConflict: "An older Task of the namespace has the same client token, and asks for something else.",
  Stopped: "`spec.kubernetes.stop` ended the request before a task was started.",
  ClusterConflict: "An older Cluster of the namespace has the same cluster name.",
  ClusterContainsServices: "The cluster is to be deleted, and services are in it.",
  ClusterContainsContainerInstances: "The cluster is to be deleted, and container instances are in it.",
  ClusterContainsTasks: "The cluster is to be deleted, and tasks are in it.",
  ClusterInactive: "The ECS cluster is being deleted and takes no new services.",
  NotHonouredStrict: "Some fields cannot have their effect, and `spec.kubernetes.strict` asks to refuse that.",
  Refused: "The Kubernetes API server refused an object; the message is the API server's.",

  Settled: "Nothing is on its way.",
  NotStalled: "Nothing stands in the way that only a change of the object could remove.",
  Deleting: "The object is being deleted.",
  Failed: "Something went wrong that is tried again; the message says what.",
} as const satisfies Record<string, string>;
export type Reason = keyof typeof reasons;

/** A condition, with the fields of metav1.Condition. */
export const condition = z.object({
  type: z.string().max(316).describe("Ready, Reconciling, Stalled or FieldsHonoured."),
  status: z.enum(["True", "False", "Unknown"]).describe("Whether the condition holds."),
  observedGeneration: z.int().min(-1).optional().describe("Generation of the spec that the condition is about."),
  lastTransitionTime: z.iso.datetime({ offset: true }).describe("When `status` last changed."),
  reason: z.string().min(1).max(1024).describe("A word for programs: why the condition is so."),
  message: z.string().max(32_768).describe("A sentence for people: why the condition is so."),
});
export type Condition = z.infer<typeof condition>;

/** The members that every kind's status has. */
export const statusBase = {
  observedGeneration: z.int().min(-1).optional().meta({
    description: "Generation of the spec that all of the status belongs to; -1 until it was seen.",
    default: -1,
  }),
  conditions: z
    .array(condition)
    .max(32)
    .optional()
    .meta({ description: "Conditions of the object.", listMapKeys: ["type"] }),
};
