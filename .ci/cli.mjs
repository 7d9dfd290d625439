// The command line: brings its own bundle and the solvers up to date, then runs the verb in this same process.
import { pathToFileURL } from "node:url";
import { setUpOrExit } from "./setup.mjs";
import { inRoot, root } from "./steps.mjs";

setUpOrExit(["wasm", "workers", "cli"]);
process.env.CROSSCURRENT_ROOT ??= root;
await import(pathToFileURL(inRoot("build/cli/main.mjs")).href);
