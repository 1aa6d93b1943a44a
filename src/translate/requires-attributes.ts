import type { CanonicalContainer, TaskDefinitionContent } from "./canonical.ts";

type Rule = readonly [name: string, applies: (definition: TaskDefinitionContent) => boolean];

const anyContainer =
  (has: (container: CanonicalContainer) => boolean) =>
  (definition: TaskDefinitionContent): boolean =>
    definition.containerDefinitions.some(has);

const secretsFrom = (service: string) =>
  anyContainer((container) => (container.secrets ?? []).some((secret) => isFrom(secret.valueFrom, service)));

// A bare name is a parameter of Systems Manager.
function isFrom(valueFrom: string, service: string): boolean {
  return valueFrom.startsWith("arn:") ? valueFrom.split(":")[2] === service : service === "ssm";
}

const RULES: readonly Rule[] = [
  ["com.amazonaws.ecs.capability.privileged-container", anyContainer((c) => c.privileged === true)],
  ["com.amazonaws.ecs.capability.task-iam-role", (d) => d.taskRoleArn !== undefined],
  ["ecs.capability.task-eni", (d) => d.networkMode === "awsvpc"],
  ["ecs.capability.container-health-check", anyContainer((c) => c.healthCheck !== undefined)],
  [
    "ecs.capability.container-ordering",
    anyContainer((c) => c.dependsOn !== undefined || c.startTimeout !== undefined || c.stopTimeout !== undefined),
  ],
  ["ecs.capability.efs", (d) => d.volumes.some((volume) => volume.efsVolumeConfiguration !== undefined)],
  ["ecs.capability.env-files.s3", anyContainer((c) => c.environmentFiles !== undefined)],
  ["ecs.capability.firelens.fluentbit", anyContainer((c) => c.firelensConfiguration?.type === "fluentbit")],
  ["ecs.capability.firelens.fluentd", anyContainer((c) => c.firelensConfiguration?.type === "fluentd")],
  ["ecs.capability.pid-ipc-namespace-sharing", (d) => d.pidMode !== undefined || d.ipcMode !== undefined],
  [
    "ecs.capability.private-registry-authentication.secretsmanager",
    anyContainer((c) => c.repositoryCredentials !== undefined),
  ],
  ["ecs.capability.secrets.asm.environment-variables", secretsFrom("secretsmanager")],
  ["ecs.capability.secrets.ssm.environment-variables", secretsFrom("ssm")],
];

/**
 * What a container instance must be able to do for the task: the attributes that DescribeTaskDefinition derives and that
 * say something about the task. Those about versions of Docker's API and about the agent's access to ECR are left out.
 */
export function requiredAttributes(definition: TaskDefinitionContent): { name: string }[] {
  const drivers = definition.containerDefinitions.flatMap(({ logConfiguration }) => logConfiguration?.logDriver ?? []);
  const names = [
    ...new Set(drivers.map((driver) => `com.amazonaws.ecs.capability.logging-driver.${driver}`)),
    ...RULES.filter(([, applies]) => applies(definition)).map(([name]) => name),
  ];
  return names.toSorted().map((name) => ({ name }));
}
