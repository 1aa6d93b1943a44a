import { expect, test } from "vitest";
import { withContainer } from "../../../test/support/a-task-definition.ts";
import type { TaskDefinitionSpec } from "../../api/index.ts";
import { checkRegistration } from "../registration.ts";

const setting = (namespace: string | undefined, members: Partial<TaskDefinitionSpec> = {}) => ({
  ...withContainer({ systemControls: [{ namespace, value: "1" }] }),
  ...members,
});

test.each([
  ['sysctl "vm.max_map_count" is not in a separate kernel namespace', setting("vm.max_map_count")],
  ['sysctl "" is not in a separate kernel namespace', setting(undefined)],
  [
    'sysctl "net.core.somaxconn" not allowed in host network namespace',
    setting("net.core.somaxconn", { networkMode: "host" }),
  ],
  [
    'sysctl "fs.mqueue.msg_max" is not allowed in the hosts ipc namespace',
    setting("fs.mqueue.msg_max", { ipcMode: "host" }),
  ],
])("%s", (message, spec) => {
  expect(checkRegistration(spec, "web")).toEqual([
    { path: "containerDefinitions[0].systemControls[0].namespace", message },
  ]);
});

test.each(["net.core.somaxconn", "net.ipv4.tcp_fin_timeout", "kernel.msgmax", "kernel.sem", "fs.mqueue.msg_max"])(
  "%s is the container's own",
  (namespace) => {
    expect(checkRegistration(setting(namespace, { ipcMode: "task" }), "web")).toEqual([]);
  },
);
