// The server as a child process: port checked first, ready when its health page says that the database is open.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { inRoot, root, SetupError, toolEnv } from "./steps.mjs";

/** Port and host as set, or the defaults; a port that is no port is refused by name. */
export function address(env = process.env) {
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new SetupError(`PORT is a number from 1 to 65535, not "${env.PORT}"`);
  const host = env.HOST || "127.0.0.1";
  const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return { port, host, url: `http://${shown}:${port}` };
}

/** Refuses a port that somebody listens on, and a host that is not ours, before any work is done. */
export function assertFree({ port, host }) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => {
      const why =
        error.code === "EADDRINUSE"
          ? `port ${port} on ${host} is taken by another program; stop it, or choose another port: PORT=${port + 1} npm start`
          : error.code === "EACCES"
            ? `port ${port} needs more rights than this user has; choose one above 1023: PORT=3000 npm start`
            : `cannot listen on ${host}:${port} (${error.code}); is HOST right?`;
      reject(new SetupError(why));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** Starts Next itself, not through npx: killing npx would leave the server running. */
export function spawnServer({ port, host }, { dev = false, env = {}, stdio = "inherit" } = {}) {
  const args = [inRoot("node_modules/next/dist/bin/next"), dev ? "dev" : "start", "-p", String(port), "-H", host];
  return spawn(process.execPath, args, {
    cwd: root,
    stdio,
    env: { ...toolEnv, NODE_ENV: dev ? "development" : "production", ...env },
  });
}

/** Resolves when the health page says ok; rejects when it names a fault, the server ends, or `seconds` have passed. */
export async function untilReady(server, url, seconds = 60) {
  const deadline = performance.now() + seconds * 1000;
  while (performance.now() < deadline) {
    if (server.exitCode !== null || server.signalCode !== null)
      throw new SetupError(`the server ended while starting (exit code ${server.exitCode ?? server.signalCode})`);
    const answer = await fetch(`${url}/api/health`).then(
      (response) => response.json(),
      () => undefined,
    );
    if (answer?.ok) return;
    if (answer?.error) throw new SetupError(`the server cannot open its database: ${answer.error.message}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new SetupError(`the server did not answer at ${url} within ${seconds} s`);
}
