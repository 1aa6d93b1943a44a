import { expect, test } from "vitest";
import { withContainer } from "../../../test/support/a-task-definition.ts";
import type { ContainerDefinition } from "../../api/index.ts";
import { checkRegistration } from "../registration.ts";

const messages = (linuxParameters: ContainerDefinition["linuxParameters"], members: ContainerDefinition = {}) => {
  const spec = { ...withContainer({ linuxParameters, ...members }), volumes: [{ name: "data" }] };
  return checkRegistration(spec, "web").map(({ message }) => message);
};

const data = { mountPoints: [{ sourceVolume: "data", containerPath: "/data" }] };
const tmpfs = (containerPath: string) => ({ tmpfs: [{ containerPath, size: 64 }] });

test.each([
  [
    'invalid CapAdd: unknown capability: "NET_ADMINS"',
    { capabilities: { add: ["NET_ADMINS", "SYSLOG", "NET_ADMINS"] } },
  ],
  ['invalid CapDrop: unknown capability: "some"', { capabilities: { drop: ["ALL", "some"] } }],
  ["invalid mount path: 'tmp' mount path must be absolute", tmpfs("tmp")],
  ["invalid mount path: '/a:b' mount path must not contain ':'", tmpfs("/a:b")],
])("%s", (message, parameters) => {
  expect(messages(parameters)).toEqual([message]);
});

test("a file system in memory cannot be where a volume is", () => {
  expect(messages(tmpfs("/data"), data)).toEqual(["Duplicate mount point: /data"]);
});

test.each([
  { capabilities: { add: ["CAP_NET_ADMIN", "net_raw", "ALL"], drop: ["all", "MKNOD"] } },
  { tmpfs: [...tmpfs("/tmp").tmpfs, ...tmpfs("/tmp").tmpfs], swappiness: 10, initProcessEnabled: true },
])("%j is fine", (parameters) => {
  expect(messages(parameters, data)).toEqual([]);
});
