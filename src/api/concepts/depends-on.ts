import { z } from "zod";
import { name } from "../scalars.ts";

/** A container that has to be started, done or healthy first (ECS `ContainerDependency`). */
export const containerDependency = z.looseObject({
  containerName: name.describe("Name of the container, in the same task, that this one waits for."),
  condition: z
    .enum(["COMPLETE", "HEALTHY", "START", "SUCCESS"])
    .describe(
      "What to wait for: START (it has started), COMPLETE (it has ended), SUCCESS (it has ended with exit code 0), HEALTHY (its health check passes).",
    ),
});
export type ContainerDependency = z.infer<typeof containerDependency>;
