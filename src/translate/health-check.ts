import type { V1Probe } from "@kubernetes/client-node";
import type { CanonicalHealthCheck } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import type { Translator } from "./translator.ts";

/**
 * The check of an essential container is a readiness probe, never a liveness probe: ECS replaces the task and restarts
 * no container. That of any other has no effect on an ECS task. There is no initial delay for `startPeriod`, since the
 * first pass ends that time; a container that is not ready is not killed anyway.
 */
export const healthCheck: Translator = {
  concept: "health-check",
  covers: [
    "containerDefinitions[].healthCheck.command",
    "containerDefinitions[].healthCheck.interval",
    "containerDefinitions[].healthCheck.timeout",
    "containerDefinitions[].healthCheck.retries",
    "containerDefinitions[].healthCheck.startPeriod",
  ],
  translate: (definition) =>
    perContainer(definition, (container, path) => {
      const check = container.healthCheck;
      const exec = check && execOf(check.command);
      if (check === undefined || exec === undefined) return {};
      const difference = { path: `${path}.healthCheck`, kind: "notYet" as const };
      if (!container.essential) {
        return {
          differences: [{ ...difference, reason: "not yet: the health of a non-essential container is not shown" }],
        };
      }
      const reason = "not yet: a task whose check fails gets no requests, but it is not replaced";
      return { container: { readinessProbe: probe(check, exec) }, differences: [{ ...difference, reason }] };
    }),
};

function probe({ interval, timeout, retries }: CanonicalHealthCheck, command: string[]): V1Probe {
  return { exec: { command }, periodSeconds: interval, timeoutSeconds: timeout, failureThreshold: retries };
}

// Docker's forms of HEALTHCHECK; NONE is no check.
function execOf([form, ...rest]: readonly string[]): string[] | undefined {
  if (form === "CMD") return rest;
  return form === "CMD-SHELL" ? ["/bin/sh", "-c", ...rest] : undefined;
}
