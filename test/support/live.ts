import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Tag } from "../../sim-core/model/tag";

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

export async function until<T>(what: string, look: () => T | Promise<T>, seconds = 60): Promise<NonNullable<T>> {
  const deadline = performance.now() + seconds * 1000;
  let last: unknown;
  while (performance.now() < deadline) {
    last = await look();
    if (last) return last as NonNullable<T>;
    await pause(50);
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

let nextPort = 20_000 + (process.pid % 100) * 100;

/** A free port below those that outgoing connections are given: while its server is dead nobody may take it, and a client
 *  that tries again and again would in the end be connected to itself. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort++;
    const isFree = await new Promise<boolean>((done) => {
      const probe = createServer();
      probe.once("error", () => done(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
    });
    if (isFree) return port;
  }
}

/** A folder for one test, and processes that end with it. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), "crosscurrent-live-"));
  private readonly children = new Set<ChildProcess>();
  readonly said = new Map<string, string[]>();

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }
  write(name: string, value: unknown): string {
    const file = this.path(name);
    mkdirSync(resolve(file, ".."), { recursive: true });
    writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value, null, 1));
    return file;
  }

  start(name: string, program: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    this.children.add(child);
    const said: string[] = [];
    this.said.set(name, said);
    for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (bytes) => said.push(String(bytes)));
    child.on("exit", () => this.children.delete(child));
    return child;
  }

  cli(name: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
    const all = { CROSSCURRENT_ROOT: resolve("."), INIT_CWD: this.folder, ...env };
    return this.start(name, process.execPath, [resolve("build/cli/main.mjs"), ...args], all);
  }

  /** The live routes as a process of their own; resolves when they listen. */
  async server(port: number): Promise<ChildProcess> {
    const env = { PORT: String(port), CROSSCURRENT_DATA: this.path("data"), CROSSCURRENT_ROOT: resolve(".") };
    const child = this.start(
      "server",
      process.execPath,
      ["--import", "tsx", resolve("test/support/live-server.ts")],
      env,
    );
    await until(
      "the live server",
      () => this.said.get("server")?.join("").includes("listening") || child.exitCode !== null,
    );
    if (child.exitCode !== null) throw new Error(this.said.get("server")!.join(""));
    return child;
  }

  async kill(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await ended;
  }

  async close(): Promise<void> {
    await Promise.all([...this.children].map((child) => this.kill(child)));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface Proxy {
  readonly port: number;
  /** What left, connection by connection. */
  readonly out: Buffer[][];
  /** Cuts every connection. */
  breakAll(): void;
  readonly server: Server;
}

/** A TCP line in between that keeps what passes towards the far end, and can be cut. */
export async function recordingProxy(port: number): Promise<Proxy> {
  const out: Buffer[][] = [];
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const parts: Buffer[] = [];
    out.push(parts);
    open.add(near);
    near.on("data", (bytes) => {
      parts.push(Buffer.from(bytes));
      far.write(bytes);
    });
    far.on("data", (bytes) => near.write(bytes));
    for (const [a, b] of [
      [near, far],
      [far, near],
    ] as const) {
      a.on("close", () => b.destroy());
      a.on("error", () => b.destroy());
    }
    near.on("close", () => open.delete(near));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const place = server.address();
  return {
    port: typeof place === "object" && place ? place.port : 0,
    out,
    breakAll: () => {
      for (const socket of open) socket.destroy();
    },
    server,
  };
}

const find = (name: string) =>
  [name, `/usr/sbin/${name}`].find((path) => spawnSync(path, ["--help"], { stdio: "ignore" }).error === undefined);
/** Debian's mosquitto: a broker and a publisher that are not ours. Absent on a user's machine, never in CI. */
export const mosquitto = find("mosquitto");
export const mosquittoPub = find("mosquitto_pub");
export const hasMosquitto = mosquitto !== undefined && mosquittoPub !== undefined;
if (!hasMosquitto) {
  const why =
    "tests with a foreign broker are skipped: there is no mosquitto (apt-get install mosquitto mosquitto-clients)";
  if (process.env.CI) throw new Error(why);
  console.warn(why);
}

/** Starts mosquitto on this machine; as root it would give up its rights and could not read a test's folder. */
export async function mosquittoOn(bench: Bench, lines: readonly string[] = ["allow_anonymous true"], port?: number) {
  const own = port ?? (await freePort());
  const rights = process.getuid?.() === 0 ? ["user root"] : [];
  const conf = bench.write("mosquitto.conf", [`listener ${own} 127.0.0.1`, ...rights, ...lines, ""].join("\n"));
  const child = bench.start("mosquitto", mosquitto!, ["-c", conf]);
  await until("mosquitto", () => bench.said.get("mosquitto")!.join("").includes("running"));
  return { port: own, child };
}

/** What `values` carries; `hello` and `gap` are read by those who need them. */
export interface LiveEvent {
  readonly event: string;
  readonly data: {
    readonly tags: readonly string[];
    readonly tag: readonly number[];
    readonly value: readonly (number | null)[];
    readonly time: readonly number[];
    readonly received: readonly number[];
    readonly quality: readonly number[];
    readonly reason: readonly number[];
    readonly [more: string]: unknown;
  };
}

/** Server-sent events of the live stream, followed as a browser does: it comes back with the last id it saw. */
export async function* follow(
  url: string,
  signal: AbortSignal,
  state: { id?: string } = {},
): AsyncGenerator<LiveEvent> {
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = state.id === undefined ? {} : { "last-event-id": state.id };
      const response = await fetch(url, { headers, signal });
      let text = "";
      for await (const bytes of response.body!.pipeThrough(new TextDecoderStream())) {
        text += bytes;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const lines = text.slice(0, end).split("\n");
          text = text.slice(end + 2);
          const field = (name: string) => lines.find((l) => l.startsWith(`${name}: `))?.slice(name.length + 2);
          const id = field("id");
          const data = field("data");
          if (data !== undefined) yield { event: field("event") ?? "message", data: JSON.parse(data) };
          if (id !== undefined) state.id = id;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (process.env.CROSSCURRENT_TALK) console.log(String(error));
    }
    await pause(100);
  }
}

/** A bridge on one broker whose topic load/all tells every Tag of a district, in lists of metrics; gives its file. */
export function loadBridge(
  bench: Bench,
  tags: readonly Tag[],
  to: { url: string; token: string; port: number },
): string {
  bench.write("mapping.json", {
    format: "crosscurrent-mapping/1",
    points: tags.map(({ id, unit }) => ({ source: "m", point: `load/all#${id}`, tag: id, unit, interval_s: 1 })),
  });
  return bench.write("bridge.json", {
    format: "crosscurrent-bridge/1",
    mapping: "mapping.json",
    workbench: { url: to.url, token: { file: to.token } },
    sources: [
      {
        ...{ id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${to.port}` },
        subscriptions: [{ filter: "load/#", form: "metrics", time: "timestamp", timeUnit: "ms" }],
      },
    ],
  });
}
