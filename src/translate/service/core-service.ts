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
  /** Protocol of a mapped container port, `tcp` or `udp`. */
  protocolOf(containerName: string, containerPort: number): string;
}

/**
 * The core Service through which a load-balanced service is reached: port = containerPort. `undefined` where no
 * `loadBalancers[]` names a container and a port: ECS makes no network name for a service by itself.
 */
export function coreService(spec: ServiceSpec, parts: CoreServiceParts) {
  const ports = new Map<string, V1ServicePort>();
  for (const { containerName, containerPort } of spec.loadBalancers ?? []) {
    if (!containerName || typeof containerPort !== "number") continue;
    const protocol = parts.protocolOf(containerName, containerPort).toUpperCase();
    const name = `${protocol.toLowerCase()}-${containerPort}`;
    ports.set(name, { name, port: containerPort, targetPort: containerPort, protocol });
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
