import { hostname } from "node:os";
import { z } from "zod";

const feature = z.enum([
  "capabilities",
  "devices",
  "hostIpc",
  "hostNetwork",
  "hostPaths",
  "hostPid",
  "hostPorts",
  "privileged",
  "sysctls",
  "taskRole",
]);

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: "custom", message: "is no JSON" });
    return z.NEVER;
  }
});

/** The operator's configuration: environment variables, their meaning and their defaults. */
export const configSchema = z.object({
  BERTH_REGION: z.string().min(1).default("local").describe("Region in the ARNs that Berth makes."),
  BERTH_ACCOUNT: z
    .string()
    .regex(/^\d{12}$/, "is no account of 12 digits")
    .default("000000000000")
    .describe("Account in the ARNs that Berth makes."),
  BERTH_IMAGE_PULL_POLICY: z
    .enum(["Always", "IfNotPresent", "Never"])
    .default("IfNotPresent")
    .describe("imagePullPolicy of tasks that do not say otherwise."),
  BERTH_HELPER_IMAGE: z
    .string()
    .min(1)
    .optional()
    .describe("Image of the operator, where tasks can pull it: their helper is in it. Without it no task has one."),
  BERTH_HEALTHY_AFTER_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3600)
    .default(40)
    .describe("Seconds that a task without health check and load balancer must run to count as healthy."),
  BERTH_TASK_PRIORITY_CLASS: z
    .string()
    .max(253)
    .default("")
    .describe("PriorityClass of tasks of no service, one that takes nobody's place; empty: the cluster's default."),
  BERTH_ALLOWED_FEATURES: json
    .pipe(z.record(z.string(), z.array(feature)))
    .default({})
    .describe("JSON: namespace, or * for all, to what its tasks may use beyond plain ones."),
  BERTH_LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error"])
    .default("info")
    .describe("Least important log lines that are written."),
  BERTH_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8080)
    .describe("Port of /healthz, /readyz and /metrics."),
  BERTH_NAMESPACE: z
    .string()
    .min(1)
    .default("default")
    .describe("Namespace of the operator; features of the cluster are probed there, without storing anything."),
  BERTH_POD_NAME: z.string().min(1).default(hostname()).describe("Name of the operator's Pod, for Events."),
  BERTH_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe("Objects of one kind that are worked on at the same time."),
  BERTH_RELIST_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400)
    .default(600)
    .describe("Seconds after which everything is listed anew, which repairs what a lost event broke."),
});
export type Config = z.infer<typeof configSchema>;

/** Reads the configuration. Throws an error that names each variable that is wrong, and never prints other variables. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.entries(environment).filter(([name, value]) => name.startsWith("BERTH_") && value !== "");
  const result = configSchema.safeParse(Object.fromEntries(set));
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
  throw new Error(`The configuration is wrong.\n${wrong.join("\n")}`);
}
