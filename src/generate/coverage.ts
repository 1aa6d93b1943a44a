import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterSpec } from "../api/kinds/cluster.ts";
import { serviceSpec } from "../api/kinds/service.ts";
import { taskSpec } from "../api/kinds/task.ts";
import { taskDefinitionSpec } from "../api/kinds/task-definition.ts";
import { leaves } from "../api/shape.ts";
import { clusterNotYet, serviceNotYet } from "../translate/service/unsupported.ts";
import { taskNotYet } from "../translate/task/unsupported.ts";
import { isNotYet, type Unsupported, unsupportedMembers } from "../translate/unsupported.ts";

/** One request: its leaves, and those that have no effect. */
interface Request {
  title: string;
  /** Members below this path are listed; those of other requests of the same schema are not. */
  under: string;
  leaves: readonly string[];
  unsupported: readonly Unsupported[];
}

type Share = "works" | "partly" | "never" | "not yet";

const CONTAINER = "containerDefinitions[].";
const OURS = "kubernetes";

const requests: readonly Request[] = [
  { title: "Task definition", under: "", leaves: leaves(taskDefinitionSpec), unsupported: unsupportedMembers },
  {
    title: "Container definition",
    under: CONTAINER,
    leaves: leaves(taskDefinitionSpec),
    unsupported: unsupportedMembers,
  },
  { title: "Service", under: "", leaves: leaves(serviceSpec), unsupported: serviceNotYet },
  { title: "Task", under: "", leaves: leaves(taskSpec), unsupported: taskNotYet },
  { title: "Cluster", under: "", leaves: leaves(clusterSpec), unsupported: clusterNotYet },
];

const isUnder = (leaf: string, path: string) =>
  leaf === path || leaf.startsWith(`${path}.`) || leaf.startsWith(`${path}[]`);

/** The table of what works, what does not yet and what never will, by member of each ECS request; made from what the translators say. */
export function coverageTable(): string {
  const rows = requests.map(({ title, ...request }) => {
    const members = byMember(request);
    const list = (share: Share) =>
      [...members]
        .filter(([, shares]) => shareOf(shares) === share)
        .map(([name]) => `\`${name}\``)
        .join(" ");
    return `| ${title} | ${list("works")} | ${list("partly")} | ${list("not yet")} | ${list("never")} |`;
  });
  return ["| | works | partly | not yet | has no use here |", "|---|---|---|---|---|", ...rows].join("\n");
}

function byMember({ under, leaves: all, unsupported }: Omit<Request, "title">): Map<string, Set<Share>> {
  const members = new Map<string, Set<Share>>();
  for (const leaf of all) {
    if (!leaf.startsWith(under) || (under === "" && leaf.startsWith(CONTAINER)) || isUnder(leaf, OURS)) continue;
    const name = leaf.slice(under.length).split(/[.[]/)[0] ?? "";
    const entry = unsupported.find(({ path }) => isUnder(leaf, path));
    const share = entry === undefined ? "works" : isNotYet(entry) ? "not yet" : "never";
    members.set(name, (members.get(name) ?? new Set()).add(share));
  }
  return members;
}

function shareOf(shares: ReadonlySet<Share>): Share {
  const [only = "works", ...others] = shares;
  return others.length === 0 ? only : "partly";
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
