import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TOUCH_ms = 2000;
/** A lock that was not touched for so long is nobody's, whatever runs under its number now. */
const STALE_ms = 10_000;
const mine = new Set<string>();

/**
 * One bridge a spool: two would write over each other's values. The lock is a file with the number of its process, which
 * touches it again and again: a bridge that was killed leaves one that the next may take at once. Throws when another
 * bridge is at work. Gives back what lets go of it.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, "lock");
  const holder = holderOf(file);
  if (holder !== undefined)
    throw new Error(`${folder} is in use by another bridge (process ${holder}): each needs a "spool" of its own`);
  writeFileSync(`${file}.new`, `${process.pid}\n`);
  renameSync(`${file}.new`, file);
  mine.add(file);
  const touching = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // a full or failing disk: the spool says so
    }
  }, TOUCH_ms);
  touching.unref();
  return () => {
    clearInterval(touching);
    mine.delete(file);
    rmSync(file, { force: true });
  };
}

/** The living process that holds it, if there is one. */
function holderOf(file: string): number | undefined {
  let pid: number;
  let touched_ms: number;
  try {
    pid = Number(readFileSync(file, "utf8"));
    touched_ms = statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
  if (pid === process.pid) return mine.has(file) ? pid : undefined; // in a container numbers come again
  if (!Number.isInteger(pid) || pid <= 0 || Math.abs(Date.now() - touched_ms) > STALE_ms) return undefined;
  try {
    process.kill(pid, 0); // no signal: only asks
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? pid : undefined;
  }
}
