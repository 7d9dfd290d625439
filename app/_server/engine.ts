import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./database";
import { contentHash } from "./pack";

/** What simulates: the solvers and the code around them, as they are on this server. */
const FILES = ["public/solvers.wasm", "build/workers/worker.node.mjs"];

let known: { stamp: string; hash: string } | undefined;

/** Hash of the engine. Two runs with equal engine, district, scenario and seed have equal digests. */
export function engineHash(): string {
  const files = FILES.map((file) => join(/* turbopackIgnore: true */ projectRoot(), file)).filter((file) =>
    existsSync(file),
  );
  const stamp = files.map((file) => `${file} ${statSync(file).mtimeMs}`).join("\n");
  if (known?.stamp !== stamp) known = { stamp, hash: contentHash(...files.map((file) => readFileSync(file))) };
  return known.hash;
}
