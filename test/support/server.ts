import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestServer {
  readonly url: string;
  /** The server's own folder for its database. */
  readonly data: string;
  close(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const place = probe.address();
      probe.close(() => resolve(typeof place === "object" && place ? place.port : 0));
    });
  });
}

/** Starts the app as `npm start` does (built only if stale), on a free port with an empty database of its own. */
export async function startServer(): Promise<TestServer> {
  const data = mkdtempSync(join(tmpdir(), "crosscurrent-test-"));
  const env = { ...process.env, PORT: String(await freePort()), HOST: "127.0.0.1", CROSSCURRENT_DATA: data };
  const server = spawn(process.execPath, [".ci/start.mjs"], { env, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (bytes) => {
      said += bytes;
      const found = /https?:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    });
    server.once("exit", (code) => reject(new Error(`npm start ended with ${code} before it served: ${said}`)));
  });
  return { url, data, close: () => end(server, data) };
}

async function end(server: ChildProcess, data: string): Promise<void> {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  const stuck = setTimeout(() => server.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(stuck);
  rmSync(data, { recursive: true, force: true });
}
