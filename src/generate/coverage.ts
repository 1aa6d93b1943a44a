import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterSpec } from "../api/kinds/cluster.ts";
import { serviceSpec } from "../api/kinds/service.ts";
import { taskSpec } from "../api/kinds/task.ts";
import { taskDefinitionSpec } from "../api/kinds/task-definition.ts";
import { leaves } from "../api/shape.ts";
import { notYet } from "../translate/not-yet.ts";
import { clusterNotYet, serviceNotYet } from "../translate/service/unsupported.ts";
import { taskNotYet } from "../translate/task/unsupported.ts";

/** One request: its leaves, and the paths that have no effect yet. */
interface Request {
  title: string;
  /** Members below this path are listed; those of other requests of the same schema are not. */
  under: string;
  leaves: readonly string[];
  notYet: readonly string[];
}

const paths = (entries: readonly { path: string }[]) => entries.map(({ path }) => path);
const CONTAINER = "containerDefinitions[].";
const OURS = "kubernetes";

const requests: readonly Request[] = [
  { title: "Task definition", under: "", leaves: leaves(taskDefinitionSpec), notYet: paths(notYet) },
  { title: "Container definition", under: CONTAINER, leaves: leaves(taskDefinitionSpec), notYet: paths(notYet) },
  { title: "Service", under: "", leaves: leaves(serviceSpec), notYet: paths(serviceNotYet) },
  { title: "Task", under: "", leaves: leaves(taskSpec), notYet: paths(taskNotYet) },
  { title: "Cluster", under: "", leaves: leaves(clusterSpec), notYet: paths(clusterNotYet) },
];

const isUnder = (leaf: string, path: string) =>
  leaf === path || leaf.startsWith(`${path}.`) || leaf.startsWith(`${path}[]`);

/** The table of what works and what does not yet, by member of each ECS request; made from what the translators say. */
export function coverageTable(): string {
  const rows = requests.map(({ title, ...request }) => {
    const members = byMember(request);
    const list = (share: "all" | "some" | "none") =>
      [...members]
        .filter(([, works]) => shareOf(works) === share)
        .map(([name]) => `\`${name}\``)
        .join(" ");
    return `| ${title} | ${list("all")} | ${list("some")} | ${list("none")} |`;
  });
  return ["| | works | partly | not yet |", "|---|---|---|---|", ...rows].join("\n");
}

function byMember({ under, leaves: all, notYet: open }: Omit<Request, "title">): Map<string, boolean[]> {
  const members = new Map<string, boolean[]>();
  for (const leaf of all) {
    if (!leaf.startsWith(under) || (under === "" && leaf.startsWith(CONTAINER)) || isUnder(leaf, OURS)) continue;
    const name = leaf.slice(under.length).split(/[.[]/)[0] ?? "";
    members.set(name, [...(members.get(name) ?? []), !open.some((path) => isUnder(leaf, path))]);
  }
  return members;
}

function shareOf(works: readonly boolean[]): "all" | "some" | "none" {
  if (works.every(Boolean)) return "all";
  return works.some(Boolean) ? "some" : "none";
}

const START = "<!-- made by npm run generate -->";
const END = "<!-- end -->";

/** A page with a generated section: what stands between the markers is made anew, the rest is written by hand. */
export function withCoverage(root: string, path: string): string {
  const page = readFileSync(join(root, path), "utf8");
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${path} has no place for the table: ${START} … ${END}`);
  return `${page.slice(0, start + START.length)}\n${coverageTable()}\n${page.slice(end)}`;
}
