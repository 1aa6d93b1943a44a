import { expect, test } from "vitest";
import { documentsOf } from "./documents.ts";
import { imported } from "./import.ts";
import { manifestsIn } from "./manifest.ts";

const run = (namespace: string | undefined, ...values: readonly unknown[]) =>
  imported(manifestsIn(values.map((value, index) => ({ source: `f${index}`, value }))).manifests, namespace);
const definition = (family: string, members: object = {}) => ({ family, containerDefinitions: [], ...members });

test("members come in the order of the schema, without nulls and answers of ECS", () => {
  const { objects, notes } = run(undefined, {
    taskDefinition: { revision: 3, containerDefinitions: [{ image: "i", name: "n", command: null }], family: "web" },
  });
  expect(JSON.stringify(objects)).toBe(
    '[{"apiVersion":"ecs.berth.dev/v1alpha1","kind":"TaskDefinition","metadata":{"name":"web"},"spec":{"family":"web","containerDefinitions":[{"name":"n","image":"i"}]}}]',
  );
  expect(notes).toEqual(["dropped: f0: revision: it is an answer of ECS, and no input"]);
});

test("the namespace is that of the flag where a manifest says none", () => {
  const own = { apiVersion: "ecs.berth.dev/v1alpha1", kind: "Cluster", metadata: { name: "c", namespace: "mine" } };
  expect(run("shop", definition("web"), own).objects).toMatchObject([
    { metadata: { name: "web", namespace: "shop" } },
    { metadata: { name: "c", namespace: "mine" } },
  ]);
});

test("two services of one name in two clusters get two names", () => {
  const service = (cluster: string) => ({ serviceName: "web", cluster, taskDefinition: "web" });
  const { objects } = run(undefined, service("a"), service("b"), { clusterName: "web" });
  expect(objects).toMatchObject([
    { metadata: { name: "web" }, spec: { serviceName: "web", cluster: "a" } },
    { metadata: { name: "web-2" }, spec: { serviceName: "web", cluster: "b" } },
    { metadata: { name: "web" }, kind: "Cluster" },
  ]);
});

test("of several revisions of a family the newest is left", () => {
  const { objects, notes } = run(undefined, definition("web", { revision: 9, cpu: "9" }), definition("web"));
  expect(objects).toMatchObject([{ spec: { cpu: "9" } }]);
  expect(notes).toContain("dropped: f1: it is an older revision of web");
});

test("a service follows a family that is among the files, and keeps the number of another one", () => {
  const { objects, notes } = run(
    undefined,
    definition("web"),
    { serviceName: "web", taskDefinition: "arn:aws:ecs:r:1:task-definition/web:7" },
    { serviceName: "other", taskDefinition: "other:7" },
    { taskDefinition: "web" },
  );
  expect(objects.slice(1)).toMatchObject([
    { spec: { taskDefinition: "web" } },
    { spec: { taskDefinition: "other:7" } },
    { kind: "Task", spec: { taskDefinition: "web" } },
  ]);
  expect(notes).toEqual([
    "changed: f1: taskDefinition: web instead of arn:aws:ecs:r:1:task-definition/web:7; Berth counts the revisions of a family from 1",
    "note: f2: taskDefinition: revision 7 of other is waited for; Berth counts the revisions of a family from 1",
  ]);
});

test("what was imported stays as it is when it is imported again", () => {
  const first = run("shop", definition("My_Web", { tags: [{ key: "a", value: "b" }] }), {
    serviceName: "web",
    taskDefinition: "My_Web:3",
  });
  const again = manifestsIn(documentsOf("again", JSON.stringify(first.objects)));
  expect(imported(again.manifests, undefined)).toEqual({ objects: first.objects, notes: [] });
});
