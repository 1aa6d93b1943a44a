import { z } from "zod";
import { name } from "../scalars.ts";

/** A line of a container's /etc/hosts (ECS `HostEntry`). */
export const hostEntry = z.looseObject({
  hostname: name.describe("Host name to add to /etc/hosts."),
  ipAddress: name.describe("IP address of that host name."),
});
export type HostEntry = z.infer<typeof hostEntry>;
