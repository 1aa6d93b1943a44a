import type { Translator } from "./translator.ts";

/** What Kubernetes calls an architecture, in the Nodes' label `kubernetes.io/arch`. */
export const ARCHITECTURES = { ARM64: "arm64", X86_64: "amd64" } as const;

/**
 * The processor that a task asks for: Nodes of that architecture. One that asks for none can be placed on any Node, as
 * on container instances of ECS; its image has to be there for all of them.
 */
export const runtimePlatform: Translator = {
  concept: "runtime-platform",
  becomes: {
    "runtimePlatform.cpuArchitecture": "nodeSelector kubernetes.io/arch of the Pod: amd64 for X86_64, arm64 for ARM64",
  },
  differs: {
    "runtimePlatform.cpuArchitecture": "a Fargate task without it runs on any Node; on ECS it runs on X86_64",
  },
  translate({ runtimePlatform: platform }) {
    const architecture = platform?.cpuArchitecture;
    if (architecture === undefined) return {};
    return { pod: { nodeSelector: { "kubernetes.io/arch": ARCHITECTURES[architecture] } } };
  },
};
