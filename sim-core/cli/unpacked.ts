import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { decodeText } from "../exchange/decode";
import { VerbError } from "./args";

/** The text of a file, unpacked when its name ends with .gz. A broken archive is named, not thrown as a stack. */
export function unpackedText(path: string): string {
  const bytes = readFileSync(path);
  if (!path.endsWith(".gz")) return decodeText(bytes);
  try {
    return decodeText(gunzipSync(bytes));
  } catch (error) {
    throw new VerbError(
      `${basename(path)}: not a whole gzip file (${(error as Error).message}); was the download cut short?`,
    );
  }
}
