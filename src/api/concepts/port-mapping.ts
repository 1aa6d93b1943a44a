import { z } from "zod";
import { int, shortName } from "../scalars.ts";

/** A port of a container (ECS `PortMapping`). */
export const portMapping = z.looseObject({
  containerPort: int
    .optional()
    .describe("Port that the program in the container listens on, 1 to 65535. Not together with `containerPortRange`."),
  hostPort: int
    .optional()
    .describe(
      "Port on the container instance. In network mode bridge: absent or 0 lets ECS choose one, any other value is a static port. In awsvpc and host it is absent or equal to `containerPort`.",
    ),
  protocol: z
    .enum(["tcp", "udp"])
    .optional()
    .meta({ description: "Transport protocol of the port.", ecsDefault: "tcp" }),
  name: shortName
    .optional()
    .describe("Name by which Service Connect and VPC Lattice refer to the port: up to 64 of a-z, 0-9, _ and -."),
  appProtocol: z
    .enum(["grpc", "http", "http2"])
    .optional()
    .describe("Application protocol for Service Connect. Absent means plain TCP."),
  containerPortRange: shortName
    .optional()
    .describe("Range of container ports, first-last. Not together with `containerPort` and `hostPort`."),
});
export type PortMapping = z.infer<typeof portMapping>;
