import { z } from "zod";
import { arn, bool, count, int, list, name, text } from "../scalars.ts";
import { logConfiguration } from "./log-configuration.ts";

/** The header that marks test traffic (ECS `ServiceConnectTestTrafficHeaderRules`). */
export const testTrafficHeader = z.looseObject({
  name: name.describe("Name of the HTTP header."),
  value: z
    .looseObject({ exact: text.describe("Value that the header must have.") })
    .optional()
    .describe("What the header must say."),
});

/** A name and port under which others reach the service (ECS `ServiceConnectClientAlias`). */
export const clientAlias = z.looseObject({
  port: int.describe("Port on which clients connect."),
  dnsName: name.optional().describe("Name that clients use. Absent: discoveryName.namespace."),
  testTrafficRules: z
    .looseObject({ header: testTrafficHeader.describe("HTTP header that marks test traffic.") })
    .optional()
    .describe("What makes a request test traffic in a blue/green deployment."),
});

/** How long the proxy waits (ECS `TimeoutConfiguration`). */
export const timeoutConfiguration = z.looseObject({
  idleTimeoutSeconds: count
    .optional()
    .describe("Seconds that an idle connection stays open, 0 for ever. Absent: 300 for HTTP and gRPC, 3600 for TCP."),
  perRequestTimeoutSeconds: count
    .optional()
    .describe("Seconds that the whole answer to a request may take, 0 for ever. Not for TCP."),
});

/** Encryption between the proxies (ECS `ServiceConnectTlsConfiguration`). */
export const serviceConnectTls = z.looseObject({
  issuerCertificateAuthority: z
    .looseObject({ awsPcaAuthorityArn: arn.optional().describe("ARN of the AWS Private CA authority.") })
    .describe("Authority that signs the certificates."),
  kmsKey: arn.optional().describe("KMS key that protects the private keys."),
  roleArn: arn.optional().describe("IAM role that may issue the certificates."),
});

/** A port that the service offers in its namespace (ECS `ServiceConnectService`). */
export const serviceConnectService = z.looseObject({
  portName: name.describe("Name of a port mapping of the task definition."),
  discoveryName: name.optional().describe("Name of the service in the namespace. Absent: the port's name."),
  clientAliases: list(clientAlias).optional().describe("Names and ports that clients use."),
  ingressPortOverride: int.optional().describe("Port on which the proxy listens, instead of one chosen by ECS."),
  timeout: timeoutConfiguration.optional().describe("How long the proxy waits."),
  tls: serviceConnectTls.optional().describe("Encryption of the traffic between the proxies."),
});

/** Access log of the proxy (ECS `ServiceConnectAccessLogConfiguration`). */
export const accessLogConfiguration = z.looseObject({
  format: z.enum(["JSON", "TEXT"]).describe("Format of the access log."),
  includeQueryParameters: z
    .enum(["DISABLED", "ENABLED"])
    .optional()
    .meta({ description: "Whether query parameters, which may hold secrets, are logged.", ecsDefault: "DISABLED" }),
});

/** Service Connect of a service (ECS `ServiceConnectConfiguration`). */
export const serviceConnectConfiguration = z.looseObject({
  enabled: bool.describe("Whether the service uses Service Connect."),
  namespace: name.optional().describe("Cloud Map namespace, by name or ARN. Absent: the cluster's default."),
  services: list(serviceConnectService)
    .optional()
    .describe("Ports that the service offers. Absent: the service is only a client of others."),
  logConfiguration: logConfiguration.optional().describe("Where the proxy's output goes."),
  accessLogConfiguration: accessLogConfiguration.optional().describe("Access log of the proxy."),
  containerConfigurations: list(
    z.looseObject({
      logLevel: z
        .enum(["debug", "info"])
        .optional()
        .meta({ description: "Log level of the proxy.", ecsDefault: "info" }),
    }),
  )
    .optional()
    .describe("Settings of the proxy's container."),
});
export type ServiceConnectConfiguration = z.infer<typeof serviceConnectConfiguration>;

/** Defaults of a cluster for Service Connect (ECS `ClusterServiceConnectDefaultsRequest`). */
export const serviceConnectDefaults = z.looseObject({
  namespace: name.describe("Namespace of services that name none."),
});
