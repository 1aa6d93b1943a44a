import type { Effects } from "../service/becomes.ts";

/** The members of RunTask that have their effect. */
export const taskEffects: Effects = {
  becomes: {
    cluster: "the label ecs.berth.dev/cluster of the Pods and, on EC2, the Nodes that they run on",
    count: "the number of Pods",
    enableECSManagedTags: "the tag aws:ecs:clusterName in status.tasks[].tags",
    group: "the label ecs.berth.dev/task-group of the Pods, over whose tasks a new one is spread",
    launchType: "the Nodes of the tasks: for FARGATE those that are no container instance, if any, else the cluster's",
    "overrides.containerOverrides[].name": "the container that the override is of; an unknown one is refused",
    "overrides.containerOverrides[].command": "the container's args",
    "overrides.containerOverrides[].environment[].name": "a variable of the container's env",
    "overrides.containerOverrides[].environment[].value": "the variable's value, in the place of the definition's",
    "overrides.containerOverrides[].environmentFiles[].value":
      "a configMapRef in the container's envFrom; these files take the place of the definition's",
    "overrides.containerOverrides[].environmentFiles[].type": "s3, which is the only type",
    "overrides.containerOverrides[].cpu": "requests.cpu of the container",
    "overrides.containerOverrides[].memory": "limits.memory of the container",
    "overrides.containerOverrides[].memoryReservation": "requests.memory of the container",
    "overrides.cpu": "requests.cpu and limits.cpu of the Pods, checked as at registration",
    "overrides.memory": "requests.memory and limits.memory of the Pods, checked as at registration",
    "overrides.taskRoleArn": "the Pods' serviceAccountName; the namespace must be allowed taskRole",
    propagateTags: "TASK_DEFINITION: the definition's tags in status.tasks[].tags; SERVICE is refused",
    startedBy: "status.tasks[].startedBy",
    "tags[].key": "a tag in status.tasks[].tags",
    "tags[].value": "the tag's value",
    taskDefinition: "the Pods; the revision is resolved once, and noted before the first Pod is made",
    clientToken: "another Task of the namespace with the same token shows the same tasks, and runs nothing of its own",
    "kubernetes.strict": "a refusal (condition Stalled, reason NotHonouredStrict) where FieldsHonoured would be False",
    "kubernetes.stop.reason": "the end of the tasks, as by StopTask, and their stoppedReason",
    "kubernetes.stoppedTaskRetention": "how long the Pods of stopped tasks stay, with their logs",
    "kubernetes.ttlSecondsAfterFinished": "the deletion of this object, that long after the last task has stopped",
  },
  differs: {
    cluster: "a cluster is one of this namespace; it is waited for, and region and account of an ARN are not compared",
    "kubernetes.stoppedTaskRetention": "status.tasks has a stopped task for as long as this object is there",
  },
};
