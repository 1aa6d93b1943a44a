import type { V1Probe } from "@kubernetes/client-node";
import { annotations } from "../api/labels.ts";
import type { CanonicalContainer, CanonicalHealthCheck } from "./canonical.ts";
import { type ContainerShare, perContainer } from "./containers.ts";
import type { TranslateContext, Translator } from "./translator.ts";

// A load balancer asks by itself whether a target takes connections, before it sends requests and before old tasks stop.
const TARGET_CHECK = { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 3 };

/** Seconds that a target is given until its first pass: two of a target group's default intervals (ELB user guide). */
const TARGET_UNHEALTHY_AFTER = 60;

/**
 * The check of an essential container is a readiness probe, never a liveness probe: ECS replaces the task and restarts
 * no container. That of any other has no effect on an ECS task. There is no initial delay for `startPeriod`, since the
 * first pass ends that time; the operator waits for it before it counts a task as UNHEALTHY that never passed. A
 * container behind a load balancer that has no check of its own is asked whether it takes connections, as the load
 * balancer's own health check would.
 */
export const healthCheck: Translator = {
  concept: "health-check",
  becomes: {
    "containerDefinitions[].healthCheck.command": "the command of the readiness probe of an essential container",
    "containerDefinitions[].healthCheck.interval": "periodSeconds of the readiness probe",
    "containerDefinitions[].healthCheck.timeout": "timeoutSeconds of the readiness probe",
    "containerDefinitions[].healthCheck.retries": "failureThreshold of the readiness probe",
    "containerDefinitions[].healthCheck.startPeriod":
      "time that a task which never passed is given before it is replaced, with that of its retries",
  },
  differs: {
    "containerDefinitions[].healthCheck.command":
      "a task whose check fails gets no requests while it is replaced; the health of a container that is not essential is not shown",
    "containerDefinitions[].healthCheck.interval": "the first check runs when the container has started",
  },
  translate(definition, context) {
    const fragment = perContainer(definition, (container, path) => checkOf(container, path, context));
    return { ...fragment, annotations: healthNotes(definition.containerDefinitions, context) };
  },
};

/** The check as a probe; none where there is none. */
export function execProbe({ healthCheck: check }: CanonicalContainer): V1Probe | undefined {
  const command = check && execOf(check.command);
  if (check === undefined || command === undefined) return undefined;
  const { interval, timeout, retries } = check;
  return { exec: { command }, periodSeconds: interval, timeoutSeconds: timeout, failureThreshold: retries };
}

/** The check as the helper takes it; none where there is none. */
export function checkText({ healthCheck: check }: CanonicalContainer): string | undefined {
  const command = check && execOf(check.command);
  if (check === undefined || command === undefined) return undefined;
  const { interval, timeout, retries } = check;
  return JSON.stringify({ command, interval, timeout, retries });
}

function checkOf(container: CanonicalContainer, path: string, context: TranslateContext): ContainerShare {
  const readinessProbe = execProbe(container);
  if (readinessProbe === undefined) return targetCheck(container, context);
  if (container.essential) return { container: { readinessProbe } };
  const reason =
    "its health is not shown: a check of a container that is not essential would keep requests from the task";
  return { differences: [{ path: `${path}.healthCheck`, reason }] };
}

/** What the operator needs to know to find a task UNHEALTHY. */
function healthNotes(containers: readonly CanonicalContainer[], context: TranslateContext): Record<string, string> {
  const own = containers.flatMap(({ essential, healthCheck: check }) =>
    essential && check && execOf(check.command) ? [check] : [],
  );
  const balanced = containers.some((container) => targetCheck(container, context).container !== undefined);
  if (own.length === 0 && !balanced) return {};
  const after = Math.max(...own.map(patience), balanced ? TARGET_UNHEALTHY_AFTER : 0);
  return {
    [annotations.healthCheck]: own.length > 0 ? "container" : "loadBalancer",
    [annotations.unhealthyAfter]: String(after),
  };
}

// Failures in the start period do not count; after it, `retries` of them do, the last of which may take its timeout.
function patience({ startPeriod = 0, retries, interval, timeout }: CanonicalHealthCheck): number {
  return startPeriod + retries * interval + timeout;
}

function targetCheck(
  { name, portMappings }: CanonicalContainer,
  { behindLoadBalancer }: TranslateContext,
): ContainerShare {
  const port = behindLoadBalancer.find(({ containerName }) => containerName === name)?.containerPort;
  const mapping = portMappings.find(({ containerPort }) => containerPort === port);
  if (port === undefined || mapping?.protocol !== "tcp") return {};
  const readinessProbe: V1Probe = { tcpSocket: { port }, ...TARGET_CHECK };
  return { container: { readinessProbe } };
}

// Docker's forms of HEALTHCHECK; NONE is no check.
function execOf([form, ...rest]: readonly string[]): string[] | undefined {
  if (form === "CMD") return rest;
  return form === "CMD-SHELL" ? ["/bin/sh", "-c", ...rest] : undefined;
}
