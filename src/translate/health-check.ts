import type { V1Probe } from "@kubernetes/client-node";
import type { CanonicalContainer, CanonicalHealthCheck } from "./canonical.ts";
import { perContainer } from "./containers.ts";
import type { TranslateContext, Translator } from "./translator.ts";

// A load balancer asks by itself whether a target takes connections, before it sends requests and before old tasks stop.
const TARGET_CHECK = { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 3 };

/**
 * The check of an essential container is a readiness probe, never a liveness probe: ECS replaces the task and restarts
 * no container. That of any other has no effect on an ECS task. There is no initial delay for `startPeriod`, since the
 * first pass ends that time; a container that is not ready is not killed anyway. A container behind a load balancer that
 * has no check of its own is asked whether it takes connections, as the load balancer's own health check would.
 */
export const healthCheck: Translator = {
  concept: "health-check",
  becomes: {
    "containerDefinitions[].healthCheck.command": "the command of the readiness probe of an essential container",
    "containerDefinitions[].healthCheck.interval": "periodSeconds of the readiness probe",
    "containerDefinitions[].healthCheck.timeout": "timeoutSeconds of the readiness probe",
    "containerDefinitions[].healthCheck.retries": "failureThreshold of the readiness probe",
    "containerDefinitions[].healthCheck.startPeriod":
      "nothing of its own: a container that is not ready yet is not stopped",
  },
  differs: {
    "containerDefinitions[].healthCheck.command":
      "a task whose check fails gets no requests, and is not replaced yet; the health of other containers is not shown yet",
    "containerDefinitions[].healthCheck.interval": "the first check runs when the container has started",
  },
  translate: (definition, context) =>
    perContainer(definition, (container, path) => {
      const check = container.healthCheck;
      const exec = check && execOf(check.command);
      if (check === undefined || exec === undefined) return targetCheck(container, context);
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

function targetCheck({ name, portMappings }: CanonicalContainer, { behindLoadBalancer }: TranslateContext) {
  const port = behindLoadBalancer.find(({ containerName }) => containerName === name)?.containerPort;
  const mapping = portMappings.find(({ containerPort }) => containerPort === port);
  if (port === undefined || mapping?.protocol !== "tcp") return {};
  const readinessProbe: V1Probe = { tcpSocket: { port }, ...TARGET_CHECK };
  return { container: { readinessProbe } };
}

function probe({ interval, timeout, retries }: CanonicalHealthCheck, command: string[]): V1Probe {
  return { exec: { command }, periodSeconds: interval, timeoutSeconds: timeout, failureThreshold: retries };
}

// Docker's forms of HEALTHCHECK; NONE is no check.
function execOf([form, ...rest]: readonly string[]): string[] | undefined {
  if (form === "CMD") return rest;
  return form === "CMD-SHELL" ? ["/bin/sh", "-c", ...rest] : undefined;
}
