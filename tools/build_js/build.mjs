// Bundles each widget's module. Run `npm ci && npm run build` here after changing workbench/widgets/js/ and commit the result.
// The first line of a bundle holds a hash of all sources; tests/widgets/test_assets.py fails when it is out of date.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const sources = new URL("../../workbench/widgets/js/", here);
const names = readdirSync(sources).filter((name) => name.endsWith(".js")).sort();
const hash = createHash("sha256");
for (const name of names) hash.update(name).update(readFileSync(new URL(name, sources)));
hash.update(readFileSync(new URL("package.json", here)));
const mark = hash.digest("hex").slice(0, 16);

const target = "es2022";
const nodePaths = [new URL("node_modules", here).pathname];

// A worker's code travels inside its bundle as text: import code from "worker:explorer_worker.js".
const workers = {
  name: "workers",
  setup(bundle) {
    bundle.onResolve({ filter: /^worker:/ }, ({ path }) => ({ path: path.slice(7), namespace: "worker" }));
    bundle.onLoad({ filter: /./, namespace: "worker" }, async ({ path }) => {
      const made = await build({ entryPoints: [new URL(path, sources).pathname], nodePaths, target, bundle: true, format: "iife", minify: true, write: false });
      return { contents: made.outputFiles[0].text, loader: "text" };
    });
  },
};

await build({
  entryPoints: ["chart", "table", "metrics", "timeline", "network", "pair", "explorer", "form", "stepper", "board"].map((name) => new URL(`${name}.js`, sources).pathname),
  outdir: new URL("../../workbench/widgets/static/", here).pathname,
  nodePaths,
  plugins: [workers],
  bundle: true,
  format: "esm",
  target,
  charset: "utf8",
  minify: true,
  legalComments: "eof",
  banner: { js: `/* sources ${mark}; built by tools/build_js */` },
});
