import { z } from "zod";
import { count, int, list, name } from "../scalars.ts";

/** How a gateway finds out which tasks are healthy (ECS `GatewayConnectorHealthCheck`). */
export const gatewayConnectorHealthCheck = z.looseObject({
  healthCheckProtocol: z.enum(["HTTP", "HTTPS"]).optional().describe("Protocol of the health check."),
  healthCheckPort: int.optional().describe("Port of the health check."),
  healthCheckPath: name.optional().describe("Path that the health check asks for."),
  healthCheckTimeoutSeconds: count.optional().describe("Seconds without an answer after which a check has failed."),
  healthCheckIntervalSeconds: count.optional().describe("Seconds between two checks."),
  healthyThresholdCount: count.optional().describe("How many passes in a row make a target healthy."),
  unhealthyThresholdCount: count.optional().describe("How many failures in a row make a target unhealthy."),
  matcher: z
    .looseObject({
      httpCode: name.optional().describe("HTTP codes of a healthy answer."),
      grpcCode: name.optional().describe("gRPC codes of a healthy answer."),
    })
    .optional()
    .describe("Which answers are healthy."),
});

/** A gateway that routes traffic into the service (ECS `GatewayConnector`). */
export const gatewayConnector = z.looseObject({
  portName: name.describe("Name of the port to which the gateway routes traffic."),
  healthCheck: gatewayConnectorHealthCheck.optional().describe("How the gateway finds out which tasks are healthy."),
  filters: z
    .looseObject({
      accessTypes: list(z.enum(["PRIVATE", "PUBLIC"]))
        .optional()
        .describe("Kinds of ingress path that the connector is for."),
    })
    .optional()
    .describe("Which ingress paths of the gateway the connector is for."),
});
export type GatewayConnector = z.infer<typeof gatewayConnector>;
