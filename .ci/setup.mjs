// Set-up: install, generate, compile, bundle, build; each only when stale. Usage: node .ci/setup.mjs [target ...]
// Targets: install, prisma, layout, wasm, workers, cli, app; "build" (the default) is all of them.
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { hashOf, inRoot, readStamp, run, runNode, SetupError, say, whenStale, writeStamp } from "./steps.mjs";

const MIN_NODE = [20, 19];

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1]))
    throw new SetupError(`Node ${MIN_NODE.join(".")} or newer is needed; this is ${process.versions.node}.`);
}

/** Installed means: npm finished, every pinned package is there in its pinned version, and the lock has not moved since. */
function isInstalled(stamp) {
  if (!existsSync(inRoot("node_modules/.package-lock.json"))) return false;
  const { dependencies, devDependencies } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    const file = inRoot("node_modules", name, "package.json");
    if (!existsSync(file) || JSON.parse(readFileSync(file, "utf8")).version !== version) return false;
  }
  const seen = readStamp(stamp);
  return seen === "" || seen === hashOf(["package-lock.json"]);
}

function install() {
  const stamp = inRoot("node_modules/.crosscurrent-installed");
  if (isInstalled(stamp)) return;
  say("npm install (about two minutes the first time) ...");
  const started = performance.now();
  // not `npm ci`: it fails where a registry does not carry other platforms' optional binaries
  run("npm", ["install", "--include=dev", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]);
  writeStamp(stamp, hashOf(["package-lock.json"]));
  say(`npm install done in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

const targets = {
  install: { needs: [], run: install },

  prisma: {
    needs: ["install"],
    run: () =>
      whenStale("database client", {
        inputs: ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"],
        outputs: ["prisma/generated/client.ts"],
        // `generate` needs no schema engine, yet would download one unless told that some file is it
        run: () =>
          runNode("node_modules/prisma/build/index.js", ["generate"], {
            env: { PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath },
          }),
      }),
  },

  layout: {
    needs: ["install"],
    run: () =>
      existsSync(inRoot(".ci/layout.mjs")) &&
      whenStale("layout", {
        inputs: ["sim-core/compile", "sim-core/units", ".ci/layout.mjs"],
        outputs: ["assembly/layout.generated.ts"],
        run: () => runNode(".ci/layout.mjs"),
      }),
  },

  wasm: {
    needs: ["layout"],
    run: () =>
      existsSync(inRoot("assembly/index.ts")) &&
      whenStale("solvers (WebAssembly)", {
        inputs: ["assembly", "asconfig.json", "package-lock.json"],
        outputs: ["public/solvers.wasm"],
        run: () => {
          mkdirSync(inRoot("build"), { recursive: true });
          runNode("node_modules/assemblyscript/bin/asc.js", [
            ...["--config", "asconfig.json", "--target", "release", "--outFile", "build/solvers.wasm"],
          ]);
          renameSync(inRoot("build/solvers.wasm"), inRoot("public/solvers.wasm")); // a reader never sees half a module
        },
      }),
  },

  workers: bundle("workers", "sim-core/pool/worker.node.ts", "build/workers/worker.node.mjs"),
  cli: bundle("command line", "sim-core/cli/entry.ts", "build/cli/main.mjs", ["mqtt.cjs", "opcua-client.cjs"]),

  app: {
    needs: ["prisma", "wasm", "workers"],
    run: () =>
      existsSync(inRoot("app/page.tsx")) &&
      whenStale("app (next build)", {
        inputs: [
          ...["app", "sim-core", "scenarios", "assembly/core", "prisma/schema.prisma"],
          ...["next.config.js", "tsconfig.json", "package-lock.json"],
        ],
        outputs: [".next/BUILD_ID"],
        run: () => runNode("node_modules/next/dist/bin/next", ["build"]),
      }),
  },
};

/** A bundle for Node: our code in one file, packages left in node_modules. Worker threads cannot load TypeScript. */
function bundle(name, entry, outfile, beside = []) {
  return {
    needs: ["install"],
    run: () =>
      existsSync(inRoot(entry)) &&
      whenStale(`${name} bundle`, {
        inputs: ["sim-core", "scenarios", "assembly/core", ".ci/bundle.mjs", "tsconfig.json", "package-lock.json"],
        outputs: [outfile, ...beside.map((file) => join(dirname(outfile), file))],
        run: () => runNode(".ci/bundle.mjs", [entry, outfile]),
      }),
  };
}

/** Bring the named targets and what they need up to date, in order. */
export function setUp(names) {
  checkNode();
  const done = new Set();
  const visit = (name) => {
    if (done.has(name)) return;
    done.add(name);
    const target = targets[name];
    if (!target)
      throw new SetupError(`no set-up target "${name}"; there are: ${Object.keys(targets).join(", ")}, build`);
    target.needs.forEach(visit);
    target.run();
  };
  names.flatMap((name) => (name === "build" ? Object.keys(targets) : [name])).forEach(visit);
}

/** For scripts: set up, or say why not and leave with a failure code. */
export function setUpOrExit(names) {
  try {
    setUp(names);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`failed. ${error.message}`);
    process.exit(1);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  setUpOrExit(process.argv.length > 2 ? process.argv.slice(2) : ["build"]);
