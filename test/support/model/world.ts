import type { ServiceSpec, ServiceStatus } from "../../../src/api/kinds/service.ts";
import type { Deployment, Pod, ReplicaSet } from "../../../src/api/kube-object.ts";
import { annotations, labels } from "../../../src/api/labels.ts";
import { idOf } from "../../../src/api/names.ts";
import { Departures } from "../../../src/controllers/service/departures.ts";
import { planService, type ServicePlan } from "../../../src/plan/service.ts";
import { serviceReport } from "../../../src/status/service.ts";
import { deploymentNumbers } from "../../../src/translate/service/deployment-numbers.ts";
import { aRevision, aService, observed, settings } from "../a-service.ts";
import {
  isActive,
  isReady,
  type ModelSet,
  type ModelState,
  podsOf,
  replicaSetNeeds,
  stepDeployment,
} from "./kubernetes.ts";

/** What becomes of the tasks of a revision. */
export type Behaviour = "good" | "crashes" | "absent";

const KEY = "web";

/** A service in a cluster that is a model: everything happens one step at a time, in an order that a test chooses. */
export class World {
  now = Date.parse("2026-02-03T04:00:00Z");
  readonly state: ModelState = { deployment: undefined, sets: [], pods: [] };
  readonly violations: string[] = [];
  readonly behaviours: Behaviour[] = ["good"];
  created = 0;
  #spec: ServiceSpec;
  #status: ServiceStatus | undefined;
  #generation = 1;
  #departures = new Departures();
  #stale: { pods: Pod[]; sets: ModelSet[] } | undefined;
  /** In the middle of a rollout Kubernetes takes tasks of old and new away in proportion, healthy or not (docs/deployments.md). */
  #scaledIn = false;
  /** Bounds of the specs that anybody may still act on. */
  #bounds: { lower: number; upper: number }[] = [];

  constructor(spec: ServiceSpec) {
    this.#spec = { ...spec, taskDefinition: "web:1", kubernetes: { healthyAfterSeconds: 0 } };
    this.#remember();
  }

  get status(): ServiceStatus | undefined {
    return this.#status;
  }

  get desired(): number {
    return this.#spec.desiredCount ?? 0;
  }

  /** The user changes the service. */
  edit(change: ServiceSpec): void {
    const isLess = change.desiredCount !== undefined && change.desiredCount < this.desired;
    this.#scaledIn ||= isLess && this.state.sets.filter(({ set }) => (set.spec?.replicas ?? 0) > 0).length > 1;
    this.#spec = { ...this.#spec, ...change };
    this.#generation += 1;
    this.#remember();
  }

  /** The user registers a revision whose tasks behave so, and names it. */
  deploy(behaviour: Behaviour): void {
    this.behaviours.push(behaviour);
    this.edit({ taskDefinition: `web:${this.behaviours.length}` });
  }

  /** The operator's caches of Pods and ReplicaSets stop following, until the next pass but one. */
  lag(): void {
    this.#stale = { pods: structuredClone(this.state.pods), sets: structuredClone(this.state.sets) };
  }

  /** The operator ends and starts again; where `beforeStatus`, in the middle of its next pass. */
  restart(): void {
    this.#departures = new Departures();
    this.#stale = undefined;
  }

  /** A pass of the operator. It may end before its status is written. */
  reconcile({ dies = false } = {}): ServicePlan {
    const now = new Date(this.now);
    const view = this.#stale ?? { pods: this.state.pods, sets: this.state.sets };
    this.#stale = undefined;
    const departed = this.#departures.of(KEY);
    const base = aService(this.#spec, this.#status);
    const service = { ...base, metadata: { ...base.metadata, generation: this.#generation } };
    const revisionOf = (name = "") => aRevision(Number(name.split(":")[1]));
    const former = this.#status?.kubernetes?.completed?.taskDefinition;
    const observation = {
      ...observed(),
      service,
      revision: revisionOf(this.#spec.taskDefinition),
      former: former === undefined ? undefined : revisionOf(former),
      deployment: this.state.deployment,
      replicaSets: view.sets.map(({ set }) => set),
      pods: view.pods,
      departed,
    };
    const plan = planService(observation, settings, now);
    if (plan.kind === "apply") this.#execute(plan);
    for (const { kind, uid } of plan.tasks.actions) {
      const pod = this.state.pods.find(({ metadata }) => metadata.uid === uid);
      if (pod !== undefined && kind === "delete") this.#remove(pod, "Berth");
    }
    if (dies) {
      this.restart();
      return plan;
    }
    const report = serviceReport(
      { ...observation, deployment: this.state.deployment },
      plan,
      undefined,
      settings.identity,
      now,
    );
    this.#status = structuredClone(report.status);
    this.#departures.told(KEY, departed);
    return plan;
  }

  #execute(plan: Extract<ServicePlan, { kind: "apply" }>): void {
    const intent = plan.intents.find(({ kind }) => kind === "Deployment") as Deployment | undefined;
    const live = this.state.deployment;
    if (intent !== undefined && JSON.stringify(live?.spec) !== JSON.stringify(intent.spec)) {
      const generation = (live?.metadata.generation ?? 0) + 1;
      const { spec } = structuredClone(intent);
      this.state.deployment = {
        ...structuredClone(intent),
        metadata: { ...structuredClone(intent.metadata), generation },
        ...(spec && { spec }),
        ...(live?.status && { status: live.status }),
      };
    }
    for (const { uid, replicas } of plan.tasks.scales) {
      const one = this.state.sets.find(({ set }) => set.metadata.uid === uid);
      if (one?.set.spec !== undefined) one.set = { ...one.set, spec: { ...one.set.spec, replicas } };
    }
  }

  /** A pass of the Deployment's controller. */
  stepDeployment(): void {
    stepDeployment(this.state, (template) => {
      const name = `rs${this.state.sets.length}`;
      return {
        kind: "ReplicaSet",
        metadata: { name, uid: name },
        spec: { replicas: 0, selector: {}, template: structuredClone(template) },
      } as ReplicaSet;
    });
  }

  /**
   * A pass of the ReplicaSets' controller. It works on several at the same time: that one creates a Pod a moment before
   * another deletes one is Kubernetes' own, and counts for nothing here.
   */
  stepSets(): void {
    const needs = this.state.sets.map((one) => ({ one, ...replicaSetNeeds(this.state, one) }));
    for (const pod of needs.flatMap(({ remove }) => remove)) this.#remove(pod, "Kubernetes");
    for (const { one, create } of needs) for (let n = 0; n < create; n += 1) this.#create(one);
  }

  /** What the kubelets do: every task gets as far as its revision lets it. */
  stepPods(): void {
    for (const pod of this.state.pods.filter(isActive)) {
      const [, revision] = (pod.metadata.annotations?.[annotations.taskDefinition] ?? "").split(":");
      const behaviour = this.behaviours[Number(revision) - 1] ?? "good";
      if (pod.status?.containerStatuses === undefined) this.#replace(pod, this.#lived(pod, behaviour));
    }
  }

  /** A healthy task ends by itself. */
  crash(): void {
    const victim = this.state.pods.find((pod) => isActive(pod) && isReady(pod));
    if (victim !== undefined) this.#replace(victim, this.#ended(victim));
  }

  /** A Node goes away, with a task on it. */
  loseNode(): void {
    const victim = this.state.pods.find(isActive);
    if (victim !== undefined) this.#remove(victim, "Node");
  }

  pass(seconds: number): void {
    this.now += seconds * 1000;
  }

  #create(one: ModelSet): void {
    this.created += 1;
    const uid = `pod-${this.created}`;
    const template = one.set.spec?.template;
    this.state.pods.push({
      metadata: {
        name: uid,
        namespace: "demo",
        uid,
        creationTimestamp: this.#time(),
        labels: { [labels.service]: "web" },
        annotations: { ...template?.metadata?.annotations },
        ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: uid, uid: one.set.metadata.uid ?? "" }],
      },
      spec: { nodeName: "a", containers: [{ name: "nginx" }] },
      status: {
        phase: "Pending",
        conditions: [{ type: "Ready", status: "False", lastTransitionTime: this.#time() }],
      },
    });
    const live = this.state.pods.filter(isActive).length;
    const most = Math.max(...this.#bounds.map(({ upper }) => upper));
    if (live > most) this.violations.push(`${live} tasks are more than ${most}`);
  }

  #remove(pod: Pod, by: "Berth" | "Kubernetes" | "Node"): void {
    const wasHealthy = isActive(pod) && isReady(pod);
    this.state.pods.splice(this.state.pods.indexOf(pod), 1);
    const last = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: this.#time() } };
    this.#departures.note(KEY, { type: "modified", object: last, previous: pod });
    this.#departures.note(KEY, { type: "deleted", object: last, previous: last });
    const healthy = this.state.pods.filter((one) => isActive(one) && isReady(one)).length;
    const least = Math.min(...this.#bounds.map(({ lower }) => lower));
    const isExcused = by === "Node" || (this.#scaledIn && by === "Kubernetes");
    if (wasHealthy && healthy < least && !isExcused)
      this.violations.push(`${by} left ${healthy} healthy tasks of at least ${least}`);
  }

  #lived(pod: Pod, behaviour: Behaviour): Pod {
    if (behaviour === "crashes") return this.#ended(pod);
    const base = { name: "nginx", image: "i", imageID: "", restartCount: 0 };
    if (behaviour === "absent") {
      const state = { waiting: { reason: "ErrImagePull", message: "no such image" } };
      return { ...pod, status: { ...pod.status, containerStatuses: [{ ...base, ready: false, state }] } };
    }
    const state = { running: { startedAt: this.#time() } };
    const conditions = [{ type: "Ready", status: "True", lastTransitionTime: this.#time() }];
    return { ...pod, status: { phase: "Running", conditions, containerStatuses: [{ ...base, ready: true, state }] } };
  }

  #ended(pod: Pod): Pod {
    const startedAt = pod.status?.containerStatuses?.[0]?.state?.running?.startedAt ?? this.#time();
    const terminated = { exitCode: 1, reason: "Error", startedAt, finishedAt: this.#time() };
    const status = { name: "nginx", image: "i", imageID: "", restartCount: 0, ready: false, state: { terminated } };
    const wasReady = isReady(pod);
    const moved = wasReady ? this.#time() : (pod.status?.conditions?.[0]?.lastTransitionTime ?? this.#time());
    const conditions = [{ type: "Ready", status: "False", lastTransitionTime: moved }];
    return { ...pod, status: { phase: "Failed", conditions, containerStatuses: [status] } };
  }

  #replace(pod: Pod, by: Pod): void {
    this.state.pods[this.state.pods.indexOf(pod)] = by;
  }

  #time(): string {
    return new Date(this.now).toISOString().replace(/\.\d{3}Z$/, "Z");
  }

  #remember(): void {
    const { lower, upper } = deploymentNumbers(this.#spec, this.desired);
    this.#bounds = [...this.#bounds, { lower, upper }];
  }

  /** Everybody has acted on what the spec is now: only its bounds count from here. */
  settleBounds(): void {
    this.#bounds = this.#bounds.slice(-1);
    this.#scaledIn = false;
  }

  /** Ids of the tasks that are healthy. */
  healthy(): string[] {
    return this.state.pods
      .filter((pod) => isActive(pod) && isReady(pod))
      .map(({ metadata }) => idOf(metadata.uid ?? ""));
  }

  /** ReplicaSets by template, for a look at the model itself. */
  sizes(): number[] {
    return this.state.sets.map(({ set }) => set.spec?.replicas ?? 0);
  }

  /** Pods of each ReplicaSet. */
  counts(): number[] {
    return this.state.sets.map((one) => podsOf(this.state, one).filter(isActive).length);
  }
}
