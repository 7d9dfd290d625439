import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { issueText } from "../../model/issue";
import type { Tag } from "../../model/tag";
import { revisionOf } from "../edit";
import { readMapping } from "../mapping";
import type { Bridge } from "./bridge";

/** Looked at this often: works on every file system, and a file that is renamed into place is seen too. */
const EVERY_ms = 500;

/**
 * Takes up the mapping's file whenever it changes, if it can be used: an unusable one is said, and the present one goes
 * on. Gives back what ends it.
 */
export function followMapping(bridge: Bridge, path: string, name: string, tags: readonly Tag[]): () => void {
  let revision = bridge.health().mapping.revision;
  const look = () => {
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch {
      return; // between two names; the next look finds it
    }
    const next = revisionOf(text);
    if (next === revision) return;
    revision = next;
    const { mapping, issues } = readMapping(text, name, tags);
    if (mapping) bridge.remap(mapping, next);
    else bridge.refuse(issues.slice(0, 3).map(issueText).join("; "));
  };
  watchFile(path, { interval: EVERY_ms, persistent: false }, look);
  look(); // it may have changed since it was read
  return () => unwatchFile(path, look);
}
