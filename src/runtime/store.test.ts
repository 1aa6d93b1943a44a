import { describe, expect, test } from "vitest";
import { type Change, keyOf, objectKey, Store, splitKey } from "./store.ts";
import { isOlder } from "./stored-object.ts";

interface Thing {
  metadata: { namespace?: string; name: string; uid?: string; resourceVersion?: string };
  colour?: string;
}

function aThing(name: string, resourceVersion: string, more: { uid?: string; colour?: string } = {}): Thing {
  const { uid = `uid-of-${name}`, colour = "red" } = more;
  return { metadata: { namespace: "ns", name, uid, resourceVersion }, colour };
}

function aStore(...things: Thing[]) {
  const store = new Store<Thing>();
  for (const thing of things) store.upsert(thing);
  const heard: string[] = [];
  const changes: Change<Thing>[] = [];
  store.onChange((change) => {
    changes.push(change);
    heard.push(`${change.type} ${change.object.metadata.name}@${change.object.metadata.resourceVersion}`);
  });
  heard.length = 0;
  changes.length = 0;
  return { store, heard, changes };
}

describe("versions", () => {
  test("are compared as numbers of any length", () => {
    expect(isOlder("9", "10")).toBe(true);
    expect(isOlder("10", "9")).toBe(false);
    expect(isOlder("99999999999999999998", "99999999999999999999")).toBe(true);
    expect(isOlder("5", "5")).toBe(false);
  });

  test("that are no numbers have no order", () => {
    expect(isOlder("abc", "10")).toBe(false);
    expect(isOlder(undefined, "10")).toBe(false);
  });

  test("an older version never replaces a newer one", () => {
    const { store, heard } = aStore(aThing("a", "10"));
    expect(store.upsert(aThing("a", "9", { colour: "blue" }))).toBe(false);
    expect(store.get("ns/a")?.colour).toBe("red");
    expect(heard).toEqual([]);
  });

  test("the same version again is no news", () => {
    const { store, heard } = aStore(aThing("a", "10"));
    expect(store.upsert(aThing("a", "10"))).toBe(false);
    expect(heard).toEqual([]);
  });

  test("the answer to an own write is news at once, and its echo from the watch is not", () => {
    const { store, heard, changes } = aStore(aThing("a", "10"));
    store.upsert(aThing("a", "11", { colour: "blue" }));
    store.upsert(aThing("a", "11", { colour: "blue" }));
    expect(heard).toEqual(["modified a@11"]);
    expect(changes[0]?.previous?.colour).toBe("red");
  });
});

describe("deletion", () => {
  test("the same name with another UID is a deletion and an addition", () => {
    const { store, heard, changes } = aStore(aThing("a", "10", { uid: "first" }));
    store.upsert(aThing("a", "20", { uid: "second" }));
    expect(heard).toEqual(["deleted a@10", "added a@20"]);
    expect(changes[0]?.object.metadata.uid).toBe("first");
  });

  test("a late version of an earlier incarnation is refused", () => {
    const { store } = aStore(aThing("a", "20", { uid: "second" }));
    expect(store.upsert(aThing("a", "19", { uid: "first" }))).toBe(false);
    expect(store.get("ns/a")?.metadata.uid).toBe("second");
  });

  test("the late deletion of an earlier incarnation removes nothing", () => {
    const { store, heard } = aStore(aThing("a", "20", { uid: "second" }));
    expect(store.remove(aThing("a", "15", { uid: "first" }))).toBe(false);
    expect(store.size).toBe(1);
    expect(heard).toEqual([]);
  });

  test("a late answer about a deleted object does not bring it back", () => {
    const { store } = aStore(aThing("a", "10"));
    store.remove(aThing("a", "12"));
    expect(store.upsert(aThing("a", "11"))).toBe(false);
    expect(store.size).toBe(0);
  });

  test("is told once", () => {
    const { store, heard } = aStore(aThing("a", "10"));
    store.remove(aThing("a", "11"));
    store.remove(aThing("a", "11"));
    expect(heard).toEqual(["deleted a@11"]);
  });
});

describe("a complete list", () => {
  test("adds, changes and deletes what differs, and nothing else", () => {
    const { store, heard } = aStore(aThing("stays", "1"), aThing("changes", "2"), aThing("goes", "3"));
    store.replaceAll([aThing("stays", "1"), aThing("changes", "5"), aThing("new", "6")], "7");
    expect(heard.sort()).toEqual(["added new@6", "deleted goes@3", "modified changes@5"]);
  });

  test("does not delete what is newer than the list", () => {
    const { store, heard } = aStore(aThing("just-written", "9"));
    store.replaceAll([], "8");
    expect(store.size).toBe(1);
    expect(heard).toEqual([]);
  });

  test("that misses an object by mistake is repaired by the next one", () => {
    const { store } = aStore(aThing("a", "3"));
    store.replaceAll([], "7");
    store.replaceAll([aThing("a", "3")], "8");
    expect(store.get("ns/a")).toBeDefined();
  });

  test("tells of an object that was recreated unseen as deleted and added", () => {
    const { store, heard } = aStore(aThing("a", "3", { uid: "first" }));
    store.replaceAll([aThing("a", "6", { uid: "second" })], "7");
    expect(heard).toEqual(["deleted a@3", "added a@6"]);
  });
});

describe("indexes", () => {
  test("follow additions, changes and deletions, also of what was there before", () => {
    const { store } = aStore(aThing("a", "1"), aThing("b", "2", { colour: "blue" }));
    store.addIndex("colour", ({ colour }) => (colour === undefined ? [] : [colour]));
    const names = (colour: string) => store.byIndex("colour", colour).map(({ metadata }) => metadata.name);
    expect(names("red")).toEqual(["a"]);
    store.upsert(aThing("a", "3", { colour: "blue" }));
    expect(names("red")).toEqual([]);
    expect(names("blue").sort()).toEqual(["a", "b"]);
    store.remove(aThing("b", "4", { colour: "blue" }));
    expect(names("blue")).toEqual(["a"]);
  });

  test("that do not exist are a mistake, not an empty answer", () => {
    expect(() => aStore().store.byIndex("nope", "x")).toThrow("no index nope");
  });
});

describe("listeners", () => {
  test("hear first of what is there", () => {
    const store = new Store<Thing>();
    store.upsert(aThing("a", "1"));
    const heard: string[] = [];
    store.onChange(({ type, object }) => heard.push(`${type} ${object.metadata.name}`));
    expect(heard).toEqual(["added a"]);
  });

  test("that throw harm neither the store nor each other", () => {
    const errors: unknown[] = [];
    const store = new Store<Thing>((error) => errors.push(error));
    const heard: string[] = [];
    store.onChange(() => {
      throw new Error("bad listener");
    });
    store.onChange(({ object }) => heard.push(object.metadata.name));
    store.upsert(aThing("a", "1"));
    expect(heard).toEqual(["a"]);
    expect(store.size).toBe(1);
    expect(errors).toHaveLength(1);
  });

  test("hear nothing more after they left", () => {
    const store = new Store<Thing>();
    let heard = 0;
    const leave = store.onChange(() => {
      heard += 1;
    });
    leave();
    store.upsert(aThing("a", "1"));
    expect(heard).toBe(0);
  });
});

test("keys are made and split alike, with and without a namespace", () => {
  expect(keyOf(aThing("a", "1"))).toBe("ns/a");
  expect(splitKey("ns/a")).toEqual({ namespace: "ns", name: "a" });
  expect(objectKey("node-1")).toBe("node-1");
  expect(splitKey("node-1")).toEqual({ name: "node-1" });
});
