import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { get } from "node:https";
import type { AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repository, run } from "./shell.ts";

/* A whole Kubernetes without machines: the control plane's programs, and kwok, which says what kubelets would say. */

/** How to reach a running control plane. Plain data: test files get it from vitest. */
export interface PlaneAddress {
  readonly server: string;
  /** Folder of all that belongs to this run: certificates, kubeconfig files, logs. */
  readonly folder: string;
  /** Kubeconfig file of an administrator. */
  readonly admin: string;
  /** JSON lines, one for each request that ended. */
  readonly auditLog: string;
}

/** A running control plane. */
export interface ControlPlane extends PlaneAddress {
  /** Ends every program, and removes the folder. */
  stop(): Promise<void>;
}

/** Folder of the programs that `test/cluster/tools.sh` builds. */
export const binaries = join(
  process.env.BERTH_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "berth"),
  "bin",
);

const PROGRAMS = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubectl",
  "helm",
  "kwok",
  "kstatus",
  "argo-health",
];

// What the API server asks of a user who is none of its own components is what RBAC grants, and it is logged.
const USERS = {
  admin: "system:masters",
  "system:kube-controller-manager": "",
  "system:kube-scheduler": "",
  kwok: "system:masters",
} as const;

// Reads are logged for the operator only: its rights are compared with what it uses.
const AUDIT_POLICY = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    { level: "Metadata", verbs: ["create", "update", "patch", "delete", "deletecollection"] },
    { level: "Metadata", userGroups: ["system:serviceaccounts:berth-system"] },
    { level: "None" },
  ],
};

/**
 * Starts a control plane, with a cluster that has no Node; resolves when it answers. Nothing listens but on loopback.
 * `prepare` is done before the controllers start: that of garbage looks for new kinds every 30 seconds only.
 */
export async function startControlPlane(prepare: (address: PlaneAddress) => Promise<void>): Promise<ControlPlane> {
  await run(`${repository}/test/cluster/tools.sh`, PROGRAMS, { showProgress: true, timeoutMs: 1_800_000 });
  const folder = mkdtempSync(join(tmpdir(), "berth-integration-"));
  const programs: ChildProcess[] = [];
  const start = (name: string, flags: Readonly<Record<string, string | number>>) => {
    const log = openSync(join(folder, `${name}.log`), "w");
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    programs.push(spawn(join(binaries, name), args, { cwd: folder, stdio: ["ignore", log, log] }));
  };
  const end = () => {
    for (const program of programs) program.kill("SIGKILL");
  };
  process.once("exit", end);
  const stop = async () => {
    process.off("exit", end);
    const ends = programs.map((program) => new Promise((resolve) => program.once("exit", resolve)));
    const running = programs.map(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    end();
    await Promise.all(ends.filter((_, index) => running[index]));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [client, peer, port] = await Promise.all([freePort(), freePort(), freePort()]);
    const server = `https://127.0.0.1:${port}`;
    const etcd = `http://127.0.0.1:${client}`;
    const auditLog = join(folder, "audit.log");
    const configFor = writeAccess(folder, server);
    start("etcd", {
      "data-dir": join(folder, "etcd"),
      "listen-client-urls": etcd,
      "advertise-client-urls": etcd,
      "listen-peer-urls": `http://127.0.0.1:${peer}`,
      "unsafe-no-fsync": "true",
      "log-level": "warn",
    });
    start("kube-apiserver", { ...apiServerFlags(folder, auditLog), "etcd-servers": etcd, "secure-port": port });
    await ready(server, folder);
    const address: PlaneAddress = { server, folder, admin: configFor("admin"), auditLog };
    await prepare(address);
    start("kube-controller-manager", {
      kubeconfig: configFor("system:kube-controller-manager"),
      "leader-elect": "false",
      "secure-port": 0,
      "root-ca-file": join(folder, "apiserver.crt"),
      controllers: CONTROLLERS.join(","),
      "kube-api-qps": 500,
      "kube-api-burst": 1000,
      "concurrent-gc-syncs": 5,
      "service-account-private-key-file": join(folder, "apiserver.key"),
      "use-service-account-credentials": "true",
    });
    start("kube-scheduler", {
      kubeconfig: configFor("system:kube-scheduler"),
      "authorization-kubeconfig": configFor("system:kube-scheduler"),
      "authentication-kubeconfig": configFor("system:kube-scheduler"),
      "leader-elect": "false",
      "secure-port": 0,
      "kube-api-qps": 500,
      "kube-api-burst": 1000,
    });
    start("kwok", {
      kubeconfig: configFor("kwok"),
      config: join(import.meta.dirname, "kwok.yaml"),
      "manage-all-nodes": "true",
      "node-lease-duration-seconds": 40,
      "server-address": "",
    });
    return { ...address, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// Those that act on what Berth makes, on what Nodes and Pods need, and on deletion.
const CONTROLLERS = [
  "daemonset-controller",
  "deployment-controller",
  "disruption-controller",
  "endpoints-controller",
  "endpointslice-controller",
  "garbage-collector-controller",
  "namespace-controller",
  "node-lifecycle-controller",
  "pod-garbage-collector-controller",
  "replicaset-controller",
  "root-ca-certificate-publisher-controller",
  "serviceaccount-controller",
  "taint-eviction-controller",
];

function apiServerFlags(folder: string, auditLog: string): Record<string, string | number> {
  writeFileSync(join(folder, "audit.json"), JSON.stringify(AUDIT_POLICY));
  return {
    "bind-address": "127.0.0.1",
    "advertise-address": "127.0.0.1",
    "cert-dir": folder,
    "service-cluster-ip-range": "10.0.0.0/16",
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": join(folder, "apiserver.key"),
    "service-account-signing-key-file": join(folder, "apiserver.key"),
    "token-auth-file": join(folder, "tokens.csv"),
    "authorization-mode": "RBAC",
    "anonymous-auth": "false",
    // As kubeadm has it.
    "allow-privileged": "true",
    // As kubeadm has it, and the one that asks whether an owner may be named.
    "enable-admission-plugins": "NodeRestriction,OwnerReferencesPermissionEnforcement",
    "feature-gates": "MutatingAdmissionPolicy=true",
    "runtime-config": "admissionregistration.k8s.io/v1beta1=true",
    "audit-policy-file": join(folder, "audit.json"),
    "audit-log-path": auditLog,
    "audit-log-mode": "blocking",
    "watch-cache": "true",
    "max-requests-inflight": 1000,
    "max-mutating-requests-inflight": 500,
  };
}

/** Makes a token for each user; the result writes a kubeconfig file for one of them and gives its path. */
function writeAccess(folder: string, server: string): (user: keyof typeof USERS) => string {
  const users = Object.entries(USERS).map(([name, group]) => ({ name, group, token: randomBytes(16).toString("hex") }));
  const lines = users.map(({ name, group, token }) => `${token},${name},${name}${group === "" ? "" : `,${group}`}\n`);
  writeFileSync(join(folder, "tokens.csv"), lines.join(""), { mode: 0o600 });
  return (user) => {
    const token = users.find(({ name }) => name === user)?.token ?? "";
    return writeKubeconfig({ folder, server }, user.replaceAll(":", "-"), token);
  };
}

/** Writes a kubeconfig file `<name>.kubeconfig` for a bearer of the token; gives its path. */
export function writeKubeconfig(
  { folder, server }: Pick<PlaneAddress, "folder" | "server">,
  name: string,
  token: string,
): string {
  const path = join(folder, `${name}.kubeconfig`);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "plane", cluster: { server, "certificate-authority": join(folder, "apiserver.crt") } }],
    users: [{ name, user: { token } }],
    contexts: [{ name: "plane", context: { cluster: "plane", user: name } }],
    "current-context": "plane",
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

/** A port of the loopback interface that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const START_MS = 60_000;

async function ready(server: string, folder: string): Promise<void> {
  const certificate = join(folder, "apiserver.crt");
  const token = () => readFileSync(join(folder, "tokens.csv"), "utf8").split(",")[0];
  const deadline = performance.now() + START_MS;
  const answers = () =>
    new Promise<boolean>((resolve) => {
      const headers = { authorization: `Bearer ${token()}` };
      get(`${server}/readyz`, { ca: readFileSync(certificate), headers, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      }).once("error", () => resolve(false));
    });
  while (!(existsSync(certificate) && (await answers()))) {
    if (performance.now() > deadline) {
      const log = readFileSync(join(folder, "kube-apiserver.log"), "utf8").split("\n").slice(-30).join("\n");
      throw new Error(`the API server did not start within ${START_MS / 1000} s\n${log}`);
    }
    await sleep(50);
  }
}
