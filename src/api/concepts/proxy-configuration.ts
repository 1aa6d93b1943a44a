import { z } from "zod";
import { list, name } from "../scalars.ts";
import { keyValuePair } from "./environment.ts";

/** The App Mesh proxy of a task (ECS `ProxyConfiguration`). */
export const proxyConfiguration = z.looseObject({
  type: z.enum(["APPMESH"]).optional().meta({ description: "Kind of proxy: APPMESH.", ecsDefault: "APPMESH" }),
  containerName: name.describe("Name of the container that is the App Mesh proxy."),
  properties: list(keyValuePair)
    .optional()
    .describe(
      "Network settings of the proxy: IgnoredUID, IgnoredGID, AppPorts, ProxyIngressPort, ProxyEgressPort, EgressIgnoredPorts, EgressIgnoredIPs.",
    ),
});
export type ProxyConfiguration = z.infer<typeof proxyConfiguration>;
