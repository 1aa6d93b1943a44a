import type { V1ServicePort } from "@kubernetes/client-node";
import type { ServiceSpec } from "../../api/kinds/service.ts";
import { labels, MANAGED_BY } from "../../api/labels.ts";
import { coreServiceName } from "../../api/names.ts";
import { taskSelector } from "../../api/service-identity.ts";

/** What a core Service needs to know. */
export interface CoreServiceParts {
  namespace: string;
  /** Name of the Service object (ours) that it is named after. */
  name: string;
  serviceName: string;
  clusterLabel: string;
  /** The protocols of a mapped container port. */
  protocolsOf(containerName: string, containerPort: number): Protocols;
}

/** What a port mapping says about its port. */
export interface Protocols {
  protocol: "tcp" | "udp";
  appProtocol?: "grpc" | "http" | "http2" | undefined;
}

/** What Kubernetes calls them (KEP-3726): HTTP/2 without TLS is what gRPC runs on, too. */
const APP_PROTOCOLS = { grpc: "kubernetes.io/h2c", http: "http", http2: "kubernetes.io/h2c" } as const;

/**
 * The core Service through which a load-balanced service is reached: port = containerPort. `undefined` where no
 * `loadBalancers[]` names a container and a port: ECS makes no network name for a service by itself.
 */
export function coreService(spec: ServiceSpec, parts: CoreServiceParts) {
  const ports = new Map<string, V1ServicePort>();
  for (const { containerName, containerPort } of spec.loadBalancers ?? []) {
    if (!containerName || typeof containerPort !== "number") continue;
    const { protocol, appProtocol } = parts.protocolsOf(containerName, containerPort);
    const name = `${protocol}-${containerPort}`;
    ports.set(name, {
      name,
      port: containerPort,
      targetPort: containerPort,
      protocol: protocol.toUpperCase(),
      ...(appProtocol && { appProtocol: APP_PROTOCOLS[appProtocol] }),
    });
  }
  if (ports.size === 0) return undefined;
  const selector = taskSelector(parts.clusterLabel, parts.serviceName);
  return {
    apiVersion: "v1",
    kind: "Service" as const,
    metadata: {
      namespace: parts.namespace,
      name: coreServiceName(parts.name),
      labels: { ...selector, [labels.managedBy]: MANAGED_BY },
    },
    spec: { selector, ports: [...ports.values()] },
  };
}
