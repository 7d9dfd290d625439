import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { VerbError } from "./args";

/** The text of a file, unpacked when its name ends with .gz. A broken archive is named, not thrown as a stack. */
export function unpackedText(path: string): string {
  const bytes = readFileSync(path);
  if (!path.endsWith(".gz")) return bytes.toString("utf8");
  try {
    return gunzipSync(bytes).toString("utf8");
  } catch (error) {
    throw new VerbError(
      `${basename(path)}: not a whole gzip file (${(error as Error).message}); was the download cut short?`,
    );
  }
}
