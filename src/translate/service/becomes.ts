/** What becomes of a member of a request, and what is another than on ECS; as in `Translator`. */
export interface Effects {
  readonly becomes: Readonly<Record<string, string>>;
  readonly differs: Readonly<Record<string, string>>;
}

const strict = "a refusal (condition Stalled, reason NotHonouredStrict) where FieldsHonoured would be False";

/** The members of CreateService that have their effect. */
export const serviceEffects: Effects = {
  becomes: {
    cluster: "the label ecs.berth.dev/cluster of the tasks and, on EC2, the Nodes that they run on",
    serviceName: "the label ecs.berth.dev/service of the tasks",
    taskDefinition: "the Pod template of the service's Deployment or DaemonSet; naming an older revision rolls back",
    "loadBalancers[].containerName": "the container behind a Kubernetes Service that is named after this object",
    "loadBalancers[].containerPort": "port and targetPort of that Kubernetes Service",
    desiredCount: "replicas of the Deployment; kubectl scale and autoscalers set it",
    launchType: "the Nodes of the tasks: for FARGATE those that are no container instance, if any, else the cluster's",
    "deploymentConfiguration.maximumPercent": "maxSurge of the Deployment or DaemonSet, as a number of tasks",
    "deploymentConfiguration.minimumHealthyPercent":
      "maxUnavailable of the Deployment or DaemonSet, as a number of tasks",
    "deploymentConfiguration.deploymentCircuitBreaker.enable":
      "a deployment FAILED, of which no more tasks are started, when as many tasks as the threshold says have failed",
    "deploymentConfiguration.deploymentCircuitBreaker.rollback":
      "a new deployment of what completed last, whose good tasks stay, after a deployment failed",
    "deploymentConfiguration.deploymentCircuitBreaker.resetOnHealthyTask":
      "the count of failed tasks set to 0 when a later task is healthy",
    "deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration.type": "how the threshold is counted",
    "deploymentConfiguration.deploymentCircuitBreaker.thresholdConfiguration.value":
      "the number of failed tasks that make a deployment fail",
    "deploymentConfiguration.alarms.alarmNames": "the names of those in kubernetes.alarms that are watched",
    "deploymentConfiguration.alarms.enable": "questions to the alarms' addresses while a deployment is in progress",
    "deploymentConfiguration.alarms.rollback": "a new deployment of what completed last, after an alarm went off",
    "deploymentConfiguration.bakeTimeInMinutes":
      "the time for which a deployment stays in progress when all its tasks are healthy; absent, 30 s where alarms are watched",
    "kubernetes.alarms[].name": "the alarm that deploymentConfiguration.alarms names",
    "kubernetes.alarms[].url":
      "an HTTP address that the operator asks every 10 s; 3 s without an answer, three times in a row, are ALARM",
    healthCheckGracePeriodSeconds:
      "the time after a task's start in which a failing check does not make the task be replaced",
    schedulingStrategy: "REPLICA: a Deployment. DAEMON: a DaemonSet on the cluster's Nodes",
    "deploymentController.type": "ECS: the Deployment's own controller; other ones are refused",
    "kubernetes.strict": strict,
    "kubernetes.forceNewDeployment": "a part of what tells deployments apart: a new value starts one",
    "kubernetes.stopDeployment.deployment": "the deployment that is stopped, while it is in progress",
    "kubernetes.stopDeployment.type":
      "ROLLBACK: a new deployment of what completed last. ABORT: no more tasks of the deployment are started",
    "kubernetes.healthyAfterSeconds": "minReadySeconds of the Deployment or DaemonSet",
  },
  differs: {
    cluster: "a cluster is one of this namespace; it is waited for, and region and account of an ARN are not compared",
    taskDefinition: "a family alone follows its newest ACTIVE revision; ECS resolves it once, at the call",
    "loadBalancers[].containerName": "tasks are balanced over inside Kubernetes; nothing is opened to the outside",
    "deploymentConfiguration.deploymentCircuitBreaker.enable":
      "every task counts that ends before it was once healthy, not only those that never ran; a DAEMON service without rollback goes on trying",
    healthCheckGracePeriodSeconds: "a task that is not ready gets no requests in this time, either",
    "deploymentConfiguration.maximumPercent": "below 100 counts as 100",
    "deploymentConfiguration.minimumHealthyPercent": "above 100 counts as 100",
  },
};

/** The members of CreateCluster that have their effect. */
export const clusterEffects: Effects = {
  becomes: {
    clusterName:
      "the name that services name; its Nodes have the label ecs.berth.dev/cluster=<namespace>.<clusterName>",
    "kubernetes.strict": strict,
  },
  differs: {},
};
