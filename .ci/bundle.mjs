// One entry -> one file for Node: our code inside, packages left in node_modules. Usage: node .ci/bundle.mjs <entry> <out>
import { build } from "esbuild";
import { inRoot } from "./steps.mjs";

const [entry, outfile] = process.argv.slice(2);
await build({
  entryPoints: [inRoot(entry)],
  outfile: inRoot(outfile),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: true,
  logLevel: "warning",
});
