import { z } from "zod";
import { name, text } from "../scalars.ts";

/** A namespaced kernel parameter (ECS `SystemControl`). */
export const systemControl = z.looseObject({
  namespace: name.optional().describe("Name of the kernel parameter, for example net.core.somaxconn."),
  value: text.optional().describe("Value of the kernel parameter, as text."),
});
export type SystemControl = z.infer<typeof systemControl>;
