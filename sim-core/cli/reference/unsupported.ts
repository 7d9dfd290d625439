import { type ReferenceFile, type ReferenceFormat, skipped } from "./format";

/** Formats which no runner takes yet. Every case of theirs is named and skipped; a runner that lands deletes its line. */
interface Unsupported {
  readonly what: string;
  matches(file: ReferenceFile): boolean;
  isPart?(file: ReferenceFile): boolean;
}

const inFolder = (file: ReferenceFile, folder: string) => `/${file.name}`.includes(`/${folder}/`);
const isJson = (file: ReferenceFile) => file.stem.endsWith(".json");

/** JSON files of the gas and heat folders name their format in their first line. */
function schemaOf(file: ReferenceFile): string | undefined {
  if (!isJson(file)) return undefined;
  return /^\s*\{\s*"schema"\s*:\s*"([^"]+)"/.exec(file.text().slice(0, 400))?.[1];
}

const UNSUPPORTED: readonly Unsupported[] = [
  {
    what: "unbalanced three-phase feeder",
    matches: (f) => inFolder(f, "threephase") && isJson(f) && !f.stem.endsWith(".published.json"),
    isPart: (f) => inFolder(f, "threephase"),
  },
];

/** The last format asked: names what nobody took. */
export const unsupported: ReferenceFormat = {
  name: "not supported yet",
  matches: (file) =>
    UNSUPPORTED.some((u) => u.matches(file)) || (isJson(file) && !UNSUPPORTED.some((u) => u.isPart?.(file))),
  isPart: (file) => UNSUPPORTED.some((u) => u.isPart?.(file)),
  run(file) {
    const what = UNSUPPORTED.find((u) => u.matches(file))?.what ?? schemaOf(file) ?? "a file of unknown form";
    return [skipped(file.name, `not supported yet: ${what}`)];
  },
};
