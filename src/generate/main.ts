import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { outdated, root } from "./outputs.ts";

// npm run generate writes what is not current; npm run verify only names it, and fails.
const verify = process.argv.includes("--verify");

for (const { path, render } of outdated()) {
  if (verify) {
    console.error(`${path} is not what src/ says; run npm run generate`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), render());
    console.log(`wrote ${path}`);
  }
}
