import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "../../../sim-core/telemetry/adapters/lock";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crosscurrent-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const lock = () => join(folder, "lock");

test("one bridge a spool: the second is refused and told which process has it; when the first lets go it may begin", () => {
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(
    `${folder} is in use by another bridge (process ${process.pid}): each needs a "spool" of its own`,
  );
  unlock();
  lockFolder(folder)();
});

test("a living process holds it, a dead one, one with a number that comes again, or one that no longer touches it does not", () => {
  writeFileSync(lock(), `${process.ppid}\n`);
  expect(() => lockFolder(folder)).toThrow(`(process ${process.ppid})`);
  const old = new Date(Date.now() - 60_000);
  utimesSync(lock(), old, old);
  const unlock = lockFolder(folder);
  expect(readFileSync(lock(), "utf8")).toBe(`${process.pid}\n`);
  unlock();
  for (const left of ["4194304", String(process.pid), "rubbish", ""]) {
    writeFileSync(lock(), left); // 4194304: above the highest number that Linux gives
    lockFolder(folder)();
  }
});
