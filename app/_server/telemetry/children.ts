import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { RequestError } from "../answer";
import { dataFolder, projectRoot } from "../database";
import { tokenFile } from "./token";

export interface ChildStatus {
  readonly isRunning: boolean;
  /** Its last lines, oldest first. */
  readonly said: readonly string[];
}

interface Child {
  process: ChildProcess | undefined;
  /** The bridge's configuration that it was last started on. */
  config?: string;
  readonly said: string[];
}
const SAID = 50;
/** Four seconds, 50 ms each. */
const POLITE_LOOKS = 80;

const kept = globalThis as typeof globalThis & { crosscurrentChildren?: Map<string, Child> };

/** The demo field and the bridge as processes of their own: they end when this server ends. */
export class Children {
  private readonly children: Map<string, Child>;

  constructor() {
    kept.crosscurrentChildren ??= new Map();
    this.children = kept.crosscurrentChildren;
  }

  /** Starts a verb of the command line, unless it runs; `url` is this server's own. */
  private start(name: string, args: readonly string[]): void {
    const child = this.of(name);
    if (child.process) return;
    const script = join(/* turbopackIgnore: true */ projectRoot(), "build/cli/main.mjs");
    if (!existsSync(script)) throw new RequestError(503, "notBuilt", `${script} is not built: node .ci/setup.mjs cli`);
    child.said.length = 0;
    // with a channel: when this server dies, however it dies, the child sees it close and ends
    const started = spawn(process.execPath, [script, name, ...args], {
      env: { ...process.env, CROSSCURRENT_ROOT: projectRoot(), INIT_CWD: dataFolder() },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    child.process = started;
    for (const stream of [started.stdout!, started.stderr!])
      stream.on("data", (bytes) => {
        child.said.push(...String(bytes).split("\n").filter(Boolean));
        child.said.splice(0, child.said.length - SAID);
      });
    started.on("error", (error) => child.said.push(error.message));
    started.on("exit", (code, signal) => {
      child.said.push(`ended: ${signal ?? code}`);
      child.process = undefined;
    });
  }

  /** The field writes configuration and mapping into `demo/`, then the bridge is started on them. */
  async startDemo(url: string): Promise<void> {
    const folder = join(/* turbopackIgnore: true */ dataFolder(), "demo");
    const [mqtt, opcua] = [await freePort(), await freePort()]; // two workbenches on one machine each have their field
    const ports = ["--mqtt", String(mqtt), "--opcua", String(opcua)];
    this.start("field", ["--write", folder, "--workbench", url, "--token", tokenFile(), ...ports]);
    const ready = join(/* turbopackIgnore: true */ folder, "bridge.json");
    for (let k = 0; k < 600 && this.of("field").process; k++) {
      if (existsSync(ready) && this.of("field").said.some((line) => line.includes("field devices"))) {
        this.onConfig(ready);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const why = this.of("field").said.slice(-3).join("; ");
    this.stop("field");
    throw new RequestError(500, "noField", `the demo field did not start: ${why}`);
  }

  /** A bridge on the user's own configuration, `bridge.json` in the data folder. */
  startBridge(): void {
    const file = join(/* turbopackIgnore: true */ dataFolder(), "bridge.json");
    if (!existsSync(file)) throw new RequestError(404, "noConfig", `there is no ${file}`);
    tokenFile();
    this.onConfig(file);
  }
  private onConfig(file: string): void {
    this.start("bridge", ["--config", file]);
    this.of("bridge").config = file;
  }

  /** What the bridge was last started on; before the first start what it would be: the user's own, else the demo's. */
  bridgeConfig(): string | undefined {
    const folder = dataFolder();
    const places = [join(/* turbopackIgnore: true */ folder, "bridge.json"), join(folder, "demo", "bridge.json")];
    return this.of("bridge").config ?? places.find((file) => existsSync(file));
  }

  stop(name: string): void {
    this.of(name).process?.kill("SIGTERM");
  }
  stopAll(): void {
    for (const name of ["bridge", "field"]) this.stop(name);
  }
  /** Resolves when all have ended that were told to; who takes too long is killed: both are made to bear that. */
  async ended(): Promise<void> {
    const running = () => [...this.children.values()].flatMap((child) => child.process ?? []);
    for (let k = 0; k < 2 * POLITE_LOOKS && running().length > 0; k++) {
      if (k === POLITE_LOOKS) for (const process of running()) process.kill("SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  status(): Record<string, ChildStatus> {
    return Object.fromEntries(
      ["bridge", "field"].map((name) => {
        const { process, said } = this.of(name);
        return [name, { isRunning: process !== undefined, said }];
      }),
    );
  }

  private of(name: string): Child {
    let child = this.children.get(name);
    if (!child) {
      child = { process: undefined, said: [] };
      this.children.set(name, child);
    }
    return child;
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const place = probe.address();
      probe.close(() => resolve(typeof place === "object" && place ? place.port : 0));
    });
  });
