// What set-up knows: where the project is, how a step says that it is stale, how a tool is run. Node's own modules only,
// because this runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const inRoot = (...parts) => join(root, ...parts);
export const buildDir = inRoot("build");

/** Environment for every tool: no telemetry, no update checks, the project's root by name. */
export const toolEnv = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  CROSSCURRENT_ROOT: root,
};

export class SetupError extends Error {}

/** Files below a path (or the file itself), sorted, as paths from the root; what is built or hidden is left out. */
function filesBelow(path) {
  const full = inRoot(path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith(".") && entry.name !== "node_modules" && entry.name !== "generated")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const child = `${path}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(child) : entry.isFile() ? [child] : [];
    });
}

/** Hash of names and bytes of all inputs. Content, not time: a fresh checkout with a restored build is not stale. */
export function hashOf(inputs) {
  const hash = createHash("sha256").update(process.version);
  for (const file of inputs.flatMap(filesBelow))
    hash.update(`\0${file}\0`).update(
      createHash("sha256")
        .update(readFileSync(inRoot(file)))
        .digest(),
    );
  return hash.digest("hex");
}

const stampFile = (name) => join(buildDir, "stamps", name);
export const readStamp = (file) => (existsSync(file) ? readFileSync(file, "utf8").trim() : "");
export function writeStamp(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
}

/** Run a step only when its inputs changed since it last succeeded, or an output is gone. Says which and how long. */
export function whenStale(name, { inputs, outputs, run }) {
  const stamp = stampFile(name);
  const wanted = hashOf(inputs);
  if (readStamp(stamp) === wanted && outputs.every((file) => existsSync(inRoot(file)))) return false;
  rmSync(stamp, { force: true });
  const started = performance.now();
  say(`${name} ...`);
  run();
  // inputs are hashed again: a step may write one of them (a lock file, a tsconfig)
  writeStamp(stamp, hashOf(inputs));
  say(`${name} done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return true;
}

/** Progress goes to stderr: the stdout of a CLI verb stays the verb's own. */
export function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

/** Run a tool to its end; its output is shown only when it fails (or is asked for). */
export function run(command, args, { env = {}, quiet = true, timeoutMinutes = 20 } = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    env: { ...toolEnv, ...env },
    stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", 2, 2],
    encoding: "utf8",
    maxBuffer: 64 << 20,
    timeout: timeoutMinutes * 60_000,
    shell: process.platform === "win32" && command === "npm",
  });
  if (done.status === 0) return;
  const why = done.error ? done.error.message : done.signal ? `stopped by ${done.signal}` : `exit code ${done.status}`;
  throw new SetupError(
    `${command} ${args.join(" ")}: ${why}\n${(done.stdout ?? "").slice(-6000)}${(done.stderr ?? "").slice(-6000)}`,
  );
}

export const runNode = (script, args = [], options = {}) => run(process.execPath, [inRoot(script), ...args], options);
