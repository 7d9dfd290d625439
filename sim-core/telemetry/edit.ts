import { placesOf, unmarked } from "./document";

/** A point of a mapping as an editor has it: what the file says of it, and which of the file's points it was. */
export interface EditedPoint {
  /** Its index in the text that was opened; undefined for a new one. */
  readonly from?: number;
  readonly told: Readonly<Record<string, unknown>>;
}

/** The points of a mapping's text as they stand there, valid or not; null when it is no JSON with a list of points. */
export function pointsOf(text: string): EditedPoint[] | null {
  let root: unknown;
  try {
    root = JSON.parse(unmarked(text));
  } catch {
    return null;
  }
  const points = (root as { points?: unknown } | null)?.points;
  if (!Array.isArray(points) || !points.every((p) => typeof p === "object" && p !== null && !Array.isArray(p)))
    return null;
  return points.map((told, from) => ({ from, told }));
}

/**
 * The text with other points. Those that were not touched keep their characters, their order and the lines between them;
 * a changed or new one is written as its neighbours are: on one line, or on one a field.
 */
export function rewritten(marked: string, points: readonly EditedPoint[]): string {
  const text = unmarked(marked);
  const places = placesOf(text);
  const list = places.get("points");
  if (!list) throw new Error("the mapping has no list of points");
  const old: { from: number; to: number }[] = [];
  for (let k = 0, place = places.get("points[0]"); place; place = places.get(`points[${++k}]`)) old.push(place);
  const [first, second] = old;
  const end = first ? old[old.length - 1]!.to : list.to - 1;
  const column = first ? indentAt(text, first.from) : `${indentAt(text, list.from)}  `;
  const between = first && second ? text.slice(first.to, second.from).replace(/\n\s*\n/, "\n") : `,\n${column}`;
  const isLong = first !== undefined && text.slice(first.from, first.to).includes("\n");
  const write = ({ from, told }: EditedPoint): string => {
    const place = from === undefined ? undefined : old[from];
    const was = place && text.slice(place.from, place.to);
    if (was !== undefined && JSON.stringify(JSON.parse(was)) === JSON.stringify(told)) return was;
    return isLong ? JSON.stringify(told, null, 2).replaceAll("\n", `\n${column}`) : onOneLine(told);
  };
  const body = points.map((point, k) => {
    const before = point.from ? text.slice(old[point.from - 1]!.to, old[point.from]!.from) : between;
    return (k === 0 ? "" : before) + write(point);
  });
  const head = first ? text.slice(0, first.from) : `${text.slice(0, list.from)}[\n${column}`;
  const tail = first ? text.slice(end) : `\n${indentAt(text, list.from)}${text.slice(list.to - 1)}`;
  if (points.length === 0) return `${text.slice(0, list.from)}[]${text.slice(list.to)}`;
  return head + body.join("") + tail;
}

const indentAt = (text: string, at: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", at - 1) + 1))![0];

const onOneLine = (told: Readonly<Record<string, unknown>>): string => {
  const fields = Object.entries(told).map(([name, value]) => `${JSON.stringify(name)}: ${oneLine(value)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
};
const oneLine = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(oneLine).join(", ")}]`
    : typeof value === "object" && value !== null
      ? onOneLine(value as Record<string, unknown>)
      : JSON.stringify(value);

/** FNV-1a over the characters, in two halves: says whether a mapping is the same one, not whether it is honest. */
export function revisionOf(text: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let k = 0; k < text.length; k++) {
    const unit = text.charCodeAt(k);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ ((unit << 7) | k), 0x01000193);
  }
  const hex = (x: number) => (x >>> 0).toString(16).padStart(8, "0");
  return hex(a) + hex(b);
}
