#!/usr/bin/env node
// Starts the CLI: from its sources in a working copy, from the bundle where the package is installed, since Node strips
// types from no file below node_modules.
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`error: berth needs Node 22.19 or newer, and this is ${process.version}\n`);
  process.exit(1);
}
module.enableCompileCache();
const isInstalled = import.meta.dirname.split(/[\\/]/).includes("node_modules");
await import(isInstalled ? "../dist/berth-cli.mjs" : "../src/cli/main.ts");
