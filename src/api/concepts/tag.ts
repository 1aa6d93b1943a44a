import { z } from "zod";
import { list, name } from "../scalars.ts";

/** A tag (ECS `Tag`). */
export const tag = z.looseObject({
  key: name.optional().describe("Name of the tag."),
  value: name.optional().describe("Value of the tag; may be empty."),
});
export type Tag = z.infer<typeof tag>;

/** ECS takes at most 50 tags. */
export const tags = list(tag, 50);

/** From where a service copies tags to its tasks (ECS `PropagateTags`). */
export const propagateTags = z.enum(["NONE", "SERVICE", "TASK_DEFINITION"]);
export type PropagateTags = z.infer<typeof propagateTags>;
