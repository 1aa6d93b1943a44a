import { describe, expect, test } from "vitest";
import { type Column, details, table, widthsOf } from "./table.ts";
import { paintState, terminalOf } from "./terminal.ts";

interface Row {
  name: string;
  state?: string;
}
const columns: Column<Row>[] = [
  { head: "NAME", cell: ({ name }) => name },
  { head: "STATE", cell: ({ state }) => state },
  { head: "NOTE", cell: () => "" },
];

describe("a table", () => {
  test("has columns as wide as their widest cell, and a dash for what is not there", () => {
    expect(table(columns, [{ name: "a-long-name", state: "RUNNING" }, { name: "b" }])).toEqual([
      "NAME          STATE     NOTE",
      "a-long-name   RUNNING   -",
      "b             -         -",
    ]);
  });

  test("of no rows has its headings", () => {
    expect(table(columns, [])).toEqual(["NAME   STATE   NOTE"]);
  });

  test("keeps a row on its line", () => {
    expect(table(columns, [{ name: "a\nb" }], { withoutHead: true })).toEqual(["a b    -       -"]);
  });

  test("goes on in the same columns", () => {
    const widths = widthsOf(columns, [{ name: "a-long-name" }]);
    expect(table(columns, [{ name: "b" }], { widths, withoutHead: true })).toEqual(["b             -       -"]);
  });

  test("is painted without a change of its columns", () => {
    const [, painted] = table(columns, [{ name: "a", state: "RUNNING" }], { paint: paintState });
    expect(painted).toBe("a      \u001b[32mRUNNING\u001b[0m   -");
  });
});

test("details stand one below the other, without those that are not known", () => {
  expect(
    details([
      ["Task", "1"],
      ["Stop code", undefined],
      ["Health", ""],
      ["Last status", "RUNNING"],
    ]),
  ).toEqual(["Task:         1", "Last status:  RUNNING"]);
});

describe("colours", () => {
  const stream = (isTTY: boolean, colours: boolean) => {
    const written: string[] = [];
    const write = (text: string) => written.push(text) > 0;
    return { written, stream: { write, isTTY, hasColors: () => colours } as unknown as NodeJS.WriteStream };
  };

  test.each([
    ["a terminal", true, true, "\u001b[32mRUNNING\u001b[0m"],
    ["a terminal with NO_COLOR", true, false, "RUNNING"],
    ["a pipe", false, true, "RUNNING"],
  ])("on %s", (_where, isTTY, colours, painted) => {
    const { stream: stdout } = stream(isTTY, colours);
    expect(terminalOf(stdout, stdout).paint("RUNNING")).toBe(painted);
  });

  test("are for words of state only", () => {
    expect(paintState("web")).toBe("web");
  });

  test("nothing to say is no empty line", () => {
    const { stream: stdout, written } = stream(false, false);
    terminalOf(stdout, stdout).out();
    terminalOf(stdout, stdout).out("a", "b");
    expect(written).toEqual(["a\nb\n"]);
  });
});
