import { execFileSync } from "node:child_process";

/** What every test may take for granted: generated layout, WebAssembly module, Node worker bundle, database client. */
export default function setup(): void {
  execFileSync(process.execPath, [".ci/setup.mjs", "prisma", "wasm", "workers", "cli"], { stdio: "inherit" });
}
