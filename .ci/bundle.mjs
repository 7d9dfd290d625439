// One entry -> one file for Node: our code inside, packages left in node_modules. Usage: node .ci/bundle.mjs <entry> <out>
// One exception: where sim-core/telemetry/adapters/opcua/library.ts loads node-opcua (1,500 modules, client and server),
// the client's half is put into one file beside the bundle.
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { inRoot } from "./steps.mjs";

const CLIENT = "opcua-client.cjs";
const [entry, outfile] = process.argv.slice(2);
let needsClient = false;
const opcuaClient = {
  name: "opcua-client",
  setup(esbuild) {
    esbuild.onResolve({ filter: /^node-opcua$/ }, ({ importer }) => {
      if (!importer.endsWith("/opcua/library.ts")) return { path: "node-opcua", external: true };
      needsClient = true;
      return { path: CLIENT, namespace: "beside" };
    });
    // not import: Node would first look through all of it for names
    esbuild.onLoad({ filter: /./, namespace: "beside" }, ({ path }) => ({
      contents: `import { createRequire } from "node:module";\nexport default createRequire(import.meta.url)("./${path}");`,
    }));
  },
};

await build({
  entryPoints: [inRoot(entry)],
  outfile: inRoot(outfile),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  plugins: [opcuaClient],
  sourcemap: true,
  logLevel: "warning",
});
if (needsClient)
  await build({
    stdin: {
      contents: `module.exports = { ...require("node-opcua-client"), ...require("node-opcua-certificate-manager") };`,
      resolveDir: inRoot("node_modules/node-opcua"), // they are its own dependencies, wherever they were installed
    },
    outfile: join(dirname(inRoot(outfile)), CLIENT),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "error", // the package's own
  });
