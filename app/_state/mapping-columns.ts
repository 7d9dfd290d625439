type Told = Readonly<Record<string, unknown>>;

/** A field of a point as a cell: how it is read, and what was typed means. What means nothing is kept as it was typed, and
 *  the importer says what it wanted. */
export interface MappingColumn {
  readonly field: string;
  readonly head: string;
  readonly meaning: string;
  readonly width: string;
  readonly isNumber?: boolean;
  /** What is offered while typing. */
  readonly offers?: "sources" | "tags" | "units";
  read(told: Told): string;
  /** Undefined leaves the field out. */
  parse(typed: string): unknown;
}

const plain = (field: string) => (told: Told) => {
  const value = told[field];
  return value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
};
const text = (field: string) => ({ field, read: plain(field), parse: (typed: string) => typed.trim() || undefined });
const numberOf = (typed: string): unknown => {
  const trimmed = typed.trim();
  if (trimmed === "") return undefined;
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
};
const number = (field: string) => ({ field, isNumber: true, read: plain(field), parse: numberOf });

export const MAPPING_COLUMNS: readonly MappingColumn[] = [
  { ...text("source"), head: "Source", meaning: "which of the bridge's sources", width: "60px", offers: "sources" },
  {
    ...text("point"),
    ...{ head: "Point", width: "minmax(180px, 1.7fr)" },
    meaning: "its address there: a topic, topic#metric, an OPC UA node id, or Sparkplug's group/node/device#metric",
  },
  { ...text("tag"), head: "Tag", meaning: "what it measures", width: "minmax(148px, 1fr)", offers: "tags" },
  { ...text("unit"), head: "Unit", meaning: "as told, after scale and offset", width: "50px", offers: "units" },
  { ...number("scale"), head: "Scale", meaning: "factor on what is told; 1 when empty", width: "52px" },
  { ...number("offset"), head: "Offset", meaning: "added after the scale, in the unit; 0 when empty", width: "56px" },
  {
    ...number("deadBand"),
    ...{ head: "Dead band", width: "88px", meaning: "smaller moves are not passed on, in SI; all are when empty" },
  },
  {
    ...{ field: "words", head: "Words", width: "76px" },
    meaning: "words that stand for numbers: OPEN=1, SHUT=0; then only these are values",
    read: ({ words }) =>
      typeof words === "object" && words !== null
        ? Object.entries(words)
            .map(([word, value]) => `${word}=${typeof value === "string" ? value : JSON.stringify(value)}`)
            .join(", ")
        : plain("words")({ words }),
    parse: (typed) =>
      typed.trim() === ""
        ? undefined
        : Object.fromEntries(
            typed.split(",").map((part) => {
              const [word, ...rest] = part.split("=");
              return [word.trim(), rest.length === 0 ? "" : numberOf(rest.join("="))];
            }),
          ),
  },
  {
    ...{ field: "range", head: "Range", width: "70px" },
    meaning: "least .. greatest that can be, in SI; outside a value is bad",
    read: ({ range }) => (Array.isArray(range) ? range.map((x) => String(x)).join(" .. ") : plain("range")({ range })),
    parse: (typed) => (typed.trim() === "" ? undefined : typed.split("..").map(numberOf)),
  },
  {
    ...{ field: "goodCodes", head: "Good codes", width: "96px" },
    meaning: "OPC UA codes that count as good here, with commas between",
    read: ({ goodCodes }) =>
      Array.isArray(goodCodes) ? goodCodes.map((x) => String(x)).join(", ") : plain("goodCodes")({ goodCodes }),
    parse: (typed) =>
      typed.trim() === ""
        ? undefined
        : typed
            .split(",")
            .map((code) => code.trim())
            .filter(Boolean),
  },
  {
    ...number("interval_s"),
    ...{ head: "Every, s", width: "66px", meaning: "how often a value is expected; 60 when empty" },
  },
  {
    ...{ field: "byException", head: "Changes", width: "76px" },
    meaning: "yes: the source reports changes only, so that its sign of life keeps a value fresh",
    read: ({ byException }) =>
      byException === true ? "yes" : byException === false ? "no" : plain("byException")({ byException }),
    parse: (typed) => {
      const word = typed.trim().toLowerCase();
      return word === "" ? undefined : word === "yes" ? true : word === "no" ? false : typed.trim();
    },
  },
];
