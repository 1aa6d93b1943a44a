import { expect, test } from "vitest";
import { coreService, type Protocols } from "./core-service.ts";

const parts = { namespace: "shop", name: "web", serviceName: "web", clusterLabel: "shop.default" };

test.each<[Protocols, object]>([
  [{ protocol: "tcp" }, { name: "tcp-80", protocol: "TCP" }],
  [{ protocol: "udp" }, { name: "udp-80", protocol: "UDP" }],
  [
    { protocol: "tcp", appProtocol: "http" },
    { name: "tcp-80", protocol: "TCP", appProtocol: "http" },
  ],
  [
    { protocol: "tcp", appProtocol: "http2" },
    { name: "tcp-80", protocol: "TCP", appProtocol: "kubernetes.io/h2c" },
  ],
  [
    { protocol: "tcp", appProtocol: "grpc" },
    { name: "tcp-80", protocol: "TCP", appProtocol: "kubernetes.io/h2c" },
  ],
])("a port mapping of %j is this port of the Service", (protocols, port) => {
  const loadBalancers = [{ containerName: "web", containerPort: 80 }];
  const service = coreService({ loadBalancers }, { ...parts, protocolsOf: () => protocols });
  expect(service?.spec.ports).toEqual([{ ...port, port: 80, targetPort: 80 }]);
});
