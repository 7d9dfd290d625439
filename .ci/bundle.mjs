// One entry -> one file for Node: our code inside, packages left in node_modules. Usage: node .ci/bundle.mjs <entry> <out>
// Two exceptions, for a bridge that restarts is deaf until they are loaded: mqtt, and of node-opcua (1,500 modules, client
// and server) the client's half where sim-core/telemetry/adapters/opcua/library.ts asks for it. Each is one file beside
// the bundle.
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { inRoot } from "./steps.mjs";

const BESIDE = [
  { name: "mqtt", filter: /^mqtt$/, importer: /./, contents: `module.exports = require("mqtt");`, from: "mqtt" },
  {
    name: "opcua-client",
    filter: /^node-opcua$/,
    importer: /\/opcua\/library\.ts$/,
    // its own dependencies, wherever they were installed
    contents: `module.exports = { ...require("node-opcua-client"), ...require("node-opcua-certificate-manager") };`,
    from: "node-opcua",
  },
];
const [entry, outfile] = process.argv.slice(2);
const needed = new Set();
const besides = {
  name: "beside",
  setup(esbuild) {
    for (const one of BESIDE)
      esbuild.onResolve({ filter: one.filter }, ({ path, importer }) => {
        if (!one.importer.test(importer)) return { path, external: true };
        needed.add(one);
        return { path: one.name, namespace: "beside" };
      });
    // not import: Node would first look through all of it for names
    esbuild.onLoad({ filter: /./, namespace: "beside" }, ({ path }) => ({
      contents: `import { createRequire } from "node:module";
export default createRequire(import.meta.url)("./${path}.cjs");`,
    }));
  },
};
const forNode = { bundle: true, platform: "node", target: "node20" };

await build({
  ...forNode,
  entryPoints: [inRoot(entry)],
  outfile: inRoot(outfile),
  format: "esm",
  packages: "external",
  plugins: [besides],
  sourcemap: true,
  logLevel: "warning",
});
for (const { name, contents, from } of needed)
  await build({
    ...forNode,
    stdin: { contents, resolveDir: inRoot("node_modules", from) },
    outfile: join(dirname(inRoot(outfile)), `${name}.cjs`),
    format: "cjs",
    logLevel: "error", // the packages' own warnings
  });
