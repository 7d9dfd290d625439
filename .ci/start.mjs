// npm start: set up what is stale, serve, print the URL. npm run dev: the same with the development server.
// Environment: PORT (3000), HOST (127.0.0.1), CROSSCURRENT_DATA (folder of the database, default data/).
import { isAbsolute, resolve } from "node:path";
import { address, assertFree, spawnServer, untilReady } from "./serve.mjs";
import { setUp } from "./setup.mjs";
import { inRoot, SetupError } from "./steps.mjs";

const dev = process.argv.includes("--dev");

function fail(error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`crosscurrent: ${error.message}`);
  process.exit(1);
}

try {
  const place = address();
  await assertFree(place); // before the build: no minute is spent on a start that cannot be
  setUp(dev ? ["prisma", "wasm", "workers", "cli"] : ["build"]);
  const typed = process.env.CROSSCURRENT_DATA;
  const data = typed
    ? isAbsolute(typed)
      ? typed
      : resolve(process.env.INIT_CWD ?? process.cwd(), typed)
    : inRoot("data");
  const server = spawnServer(place, {
    dev,
    env: { CROSSCURRENT_DATA: data },
    stdio: ["inherit", dev ? "inherit" : "ignore", "inherit"],
  });
  let asked = false;
  const stop = (signal) => {
    asked = true;
    server.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(signal));
  // npm passes a signal on to its shell, which ends without telling us: then we have another parent
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop("SIGTERM"), 500).unref();
  }
  server.on("exit", (code, signal) => process.exit(asked ? 0 : (code ?? (signal ? 1 : 0))));
  await untilReady(server, place.url, dev ? 180 : 60).catch((error) => {
    server.removeAllListeners("exit");
    server.kill("SIGKILL");
    fail(error);
  });
  console.log(`Crosscurrent is at ${place.url}  (data in ${data}; Ctrl+C ends it)`);
} catch (error) {
  fail(error);
}
