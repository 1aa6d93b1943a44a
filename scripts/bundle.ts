/**
 * Makes the operator's one file, `dist/berth.mjs`, which needs nothing but Node beside it.
 *
 *     node scripts/bundle.ts [ENTRY [OUTPUT]]
 *
 * Names are kept, so that a stack trace still says which function failed.
 */
import { stat } from "node:fs/promises";
import { build } from "esbuild";

const [entry = "src/main.ts", output = "dist/berth.mjs"] = process.argv.slice(2);

await build({
  entryPoints: [entry],
  outfile: output,
  bundle: true,
  platform: "node",
  target: "node22",
  format: "esm",
  minify: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  // CommonJS dependencies call `require` for Node's own modules, which an ES module lacks.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
}).catch(() => process.exit(1)); // esbuild has said what is wrong

const { size } = await stat(output);
console.error(`${output}: ${Math.ceil(size / 1024)} KiB`);
