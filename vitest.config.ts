import { defineConfig } from "vitest/config";

// A story of the e2e projects waits for real containers; most of that time the machine is idle.
const patient = { environment: "node", testTimeout: 120_000, hookTimeout: 180_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          include: ["src/**/*.test.ts", "test/{contract,golden,property}/**/*.test.ts"],
        },
      },
      {
        // On a control plane without machines, which the files of the project share, one after the other.
        test: {
          ...patient,
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          globalSetup: ["test/support/integration-setup.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Each in a namespace of its own: no Node is labelled, and the operator is left alone.
        test: {
          ...patient,
          name: "e2e",
          include: ["test/e2e/*.test.ts"],
          maxWorkers: 4,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // Stories that need what there is once: container instances, the operator itself, a quiet machine.
        test: {
          ...patient,
          name: "e2e-alone",
          include: ["test/e2e/alone/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
