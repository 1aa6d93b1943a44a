import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          include: ["src/**/*.test.ts", "test/{contract,golden,property}/**/*.test.ts"],
          // No module has state that changes, so files may share what they import: a third of the time.
          pool: "threads",
          isolate: false,
        },
      },
    ],
  },
});
