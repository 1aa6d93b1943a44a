import { expect, test } from "vitest";
import { aTerminal } from "../../test/support/cli-runs.ts";
import { liveTable } from "./live-table.ts";
import type { Column } from "./table.ts";

interface Row {
  id: string;
  state: string;
}

async function shown(...frames: Row[][]) {
  const { terminal, said } = aTerminal();
  let age = 0;
  const columns = (): Column<Row>[] => {
    age += 1;
    return [
      { head: "ID", cell: ({ id }) => id },
      { head: "AGE", passes: true, cell: () => `${age}s` },
      { head: "STATE", cell: ({ state }) => state },
    ];
  };
  async function* all() {
    yield* frames;
  }
  await liveTable({ frames: all(), columns, keyOf: ({ id }) => id, empty: "nothing there" }, terminal);
  return said;
}

test("prints a table, and then the rows that change, in its columns", async () => {
  const { stdout, stderr } = await shown(
    [
      { id: "first", state: "PENDING" },
      { id: "2", state: "RUNNING" },
    ],
    [
      { id: "first", state: "PENDING" },
      { id: "2", state: "STOPPED" },
    ],
    [
      { id: "2", state: "STOPPED" },
      { id: "3", state: "PENDING" },
    ],
  );
  expect(stdout.split("\n")).toEqual([
    "ID      AGE   STATE",
    "first   1s    PENDING",
    "2       1s    RUNNING",
    "2       2s    STOPPED",
    "3       3s    PENDING",
    "",
  ]);
  expect(stderr).toBe("");
});

test("says that there is nothing, and prints the headings with the first row", async () => {
  expect(await shown([], [{ id: "1", state: "PENDING" }])).toEqual({
    stdout: "ID   AGE   STATE\n1    2s    PENDING\n",
    stderr: "nothing there\n",
  });
});
