/**
 * Makes one file of a program, which needs nothing but Node beside it: of the operator `dist/berth.mjs` and of the CLI
 * `dist/berth-cli.mjs`, or of the entry that is given.
 *
 *     node scripts/bundle.ts [ENTRY [OUTPUT]]
 *
 * Names are kept, so that a stack trace still says which function failed.
 */
import { stat } from "node:fs/promises";
import { build, type Plugin } from "esbuild";

const [entry, output = "dist/berth.mjs"] = process.argv.slice(2);
const PROGRAMS = { "src/main.ts": "dist/berth.mjs", "src/cli/main.ts": "dist/berth-cli.mjs" };
const programs = entry === undefined ? PROGRAMS : { [entry]: output };

// The client library exports a class for every request of the API; Berth uses its configuration only. The library does not
// say that its files do nothing when they are imported, so that esbuild would keep them all.
const clientWithoutSideEffects: Plugin = {
  name: "client-without-side-effects",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\./ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (pluginData === "resolved" || !importer.includes("@kubernetes/client-node")) return undefined;
      const found = await resolve(path, { importer, kind, resolveDir, pluginData: "resolved" });
      return { ...found, sideEffects: false };
    });
  },
};

for (const [source, file] of Object.entries(programs)) {
  await build({
    plugins: [clientWithoutSideEffects],
    entryPoints: [source],
    outfile: file,
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
  const { size } = await stat(file);
  console.error(`${file}: ${Math.ceil(size / 1024)} KiB`);
}
