import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import {
  DISTRICTS,
  type Issue,
  issueText,
  readBridgeConfig,
  readDistrict,
  readMapping,
  revisionOf,
  type Tag,
} from "@/sim-core/server";
import { RequestError } from "../answer";
import { Children } from "./children";

export interface MappingFile {
  /** Its name, as messages about it have it. */
  readonly file: string;
  readonly text: string;
  readonly revision: string;
  /** Of the bridge's configuration: what a point's source may be. */
  readonly sources: readonly string[];
  readonly tags: readonly Tag[];
}

interface Place extends MappingFile {
  readonly path: string;
}

/** The mapping of the bridge that this server starts, and no other file: neither its name nor its place comes from outside. */
function place(): Place {
  const config = new Children().bridgeConfig();
  if (!config)
    throw new RequestError(404, "noConfig", "there is no bridge.json yet: start the demo field, or write one");
  const folder = dirname(config);
  const told = readBridgeConfig(textOf(config), basename(config));
  if (!told.config) throw new RequestError(422, "badConfig", saidOf(told.issues));
  const { mapping, district, sources } = told.config;
  const inFolder = (name: string) => (isAbsolute(name) ? name : join(/* turbopackIgnore: true */ folder, name));
  const path = inFolder(mapping);
  const text = textOf(path);
  const tags = tagsOf(district, inFolder);
  return { path, file: basename(path), text, revision: revisionOf(text), sources: sources.map((s) => s.id), tags };
}

function tagsOf(district: string, inFolder: (name: string) => string): readonly Tag[] {
  const shipped = Object.hasOwn(DISTRICTS, district) ? DISTRICTS[district] : undefined;
  if (shipped) return shipped().tags;
  const read = readDistrict(textOf(inFolder(district)), district);
  if (!read.district) throw new RequestError(422, "badDistrict", saidOf(read.issues));
  return read.district.tags;
}

function textOf(path: string): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ path, "utf8");
  } catch (error) {
    throw new RequestError(404, "noFile", `${basename(path)}: ${(error as NodeJS.ErrnoException).code}`);
  }
}
const saidOf = (issues: readonly Issue[]): string =>
  issues
    .filter((i) => i.severity === "error")
    .slice(0, 5)
    .map(issueText)
    .join("; ");

export function readMappingFile(): MappingFile {
  const { path: _, ...file } = place();
  return file;
}

/**
 * Puts another text in its place, whole or not at all (a new file beside it, then its name), if it is a valid mapping and
 * nobody has changed the file meanwhile. The bridge sees it and takes it up; nothing is sent to the field.
 */
export function writeMappingFile(text: string, revision: string): MappingFile {
  const { path, ...old } = place();
  if (old.revision !== revision)
    throw new RequestError(409, "changed", `${old.file} was changed by somebody else since it was opened`);
  const { mapping, issues } = readMapping(text, old.file, old.tags);
  if (!mapping) throw new RequestError(422, "invalid", saidOf(issues));
  const target = realpathSync(/* turbopackIgnore: true */ path);
  const fresh = `${target}.new`;
  rmSync(fresh, { force: true });
  const handle = openSync(fresh, "wx", 0o600);
  try {
    const bytes = Buffer.from(text, "utf8");
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    fchmodSync(handle, statSync(target).mode & 0o777);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, target);
  return { ...old, text, revision: revisionOf(text) };
}
