import { serviceAccount } from "./aws-names.ts";
import { mustBeAllowed } from "./features.ts";
import type { Translator } from "./translator.ts";

/**
 * The identity of a task's programs. The ServiceAccount is what the cluster's identity for workloads goes by; a token for
 * the Kubernetes API is in no task (`everyTask`), for a role of ECS says nothing about Kubernetes.
 */
export const taskRole: Translator = {
  concept: "task-role",
  becomes: {
    taskRoleArn:
      "the Pod's serviceAccountName: the ServiceAccount that the page on names of AWS says; the namespace must be allowed taskRole",
  },
  differs: {
    taskRoleArn:
      "the AWS credentials come from what the cluster gives the ServiceAccount (such as EKS Pod Identity), and without that there are none; no token for the Kubernetes API is mounted",
  },
  translate({ taskRoleArn }, context) {
    if (taskRoleArn === undefined) return {};
    const refusals = mustBeAllowed(["taskRole"], "taskRoleArn", `task role "${taskRoleArn}"`, context);
    return refusals.length > 0 ? { refusals } : { pod: { serviceAccountName: serviceAccount(taskRoleArn) } };
  },
};
