import { type TaskSpec, taskOutputOnly, taskSpec } from "../../api/kinds/task.ts";
import { shapeOf } from "../../api/shape.ts";
import { type Request, reported } from "../reported.ts";
import type { Difference } from "../translator.ts";
import type { Unsupported } from "../unsupported.ts";

const notYet = (path: string, reason: string, harmless: readonly unknown[] = [], instead?: string): Unsupported => ({
  path,
  reason: `not yet: ${reason}`,
  harmless,
  ...(instead === undefined ? {} : { instead }),
});

const never = (path: string, reason: string): Unsupported => ({ path, reason: `not used: ${reason}`, harmless: [] });

/** Members of RunTask that have no effect here yet, and what the user sees instead. */
export const taskNotYet: readonly Unsupported[] = [
  notYet("capacityProviderStrategy", "only FARGATE and FARGATE_SPOT are told from EC2; base and weight have no effect"),
  notYet("enableExecuteCommand", "there is no ECS Exec", [false], "use kubectl exec"),
  notYet("networkConfiguration", "subnets and security groups have no effect"),
  notYet("overrides.containerOverrides[].resourceRequirements", "the container gets no GPU or other device"),
  never("overrides.executionRoleArn", "images are pulled and secrets are read without a role"),
  never("overrides.inferenceAcceleratorOverrides", "AWS has ended Elastic Inference"),
  notYet("overrides.ephemeralStorage", "the scratch disk is as large as the Node has room"),
  notYet("placementConstraints", "tasks can run on every container instance of the cluster"),
  notYet("placementStrategy", "tasks are spread over zones and instances"),
  notYet("platformVersion", "there is one Fargate platform", ["LATEST"]),
  notYet("referenceId", "it is kept, and nobody looks at it"),
  notYet("volumeConfigurations", "no volume is created at launch"),
];

const request: Request = {
  shape: shapeOf(taskSpec),
  unsupported: taskNotYet,
  outputOnly: taskOutputOnly,
  describedBy: "DescribeTasks",
};

/** What a request RunTask says that does not have its effect on ECS; `nulls` are the paths of removed nulls. */
export function unsupportedOfTask(spec: TaskSpec, nulls: readonly string[] = []): Difference[] {
  return reported(spec, nulls, request);
}
