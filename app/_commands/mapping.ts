import { pointsOf, readMapping, rewritten } from "@/sim-core";
import { type MappingRow, type MappingView, useMapping } from "../_state/mapping";
import { MAPPING_COLUMNS } from "../_state/mapping-columns";
import { download } from "./download";
import { showLiveList } from "./live";

const ASK_EVERY_ms = 2000;
/** Steps that can be taken back. */
const MOST_PAST = 200;
let asking: ReturnType<typeof setInterval> | undefined;
let nextKey = 0;

/** Opens the editor on the bridge's mapping; what was edited and not saved is still there. */
export async function openMapping(): Promise<void> {
  showLiveList(false);
  useMapping.setState({ isOpen: true, error: "", said: "" });
  clearInterval(asking);
  asking = setInterval(() => void ask(), ASK_EVERY_ms);
  void ask();
  if (!isEdited()) await reloadMapping();
}

export function closeMapping(): void {
  clearInterval(asking);
  useMapping.setState({ isOpen: false });
}
export const showMappingTab = (tab: MappingView["tab"]) => useMapping.setState({ tab });

export const isEdited = (s: MappingView = useMapping.getState()): boolean => s.file !== null && s.text !== s.opened;

/** Reads the file anew; edits that were not saved are gone. */
export async function reloadMapping(): Promise<void> {
  useMapping.setState({ doing: "Reading the mapping", error: "", said: "" });
  const answer = await request("GET");
  if (answer) take(answer);
  useMapping.setState({ doing: "" });
}

/** Saves; the bridge takes it up by itself. What is not valid is not saved. */
export async function saveMapping(): Promise<void> {
  const { text, revision, issues } = useMapping.getState();
  if (issues.some((i) => i.severity === "error")) {
    useMapping.setState({ error: "Not saved: the points that are marked are not valid yet." });
    return;
  }
  useMapping.setState({ doing: "Saving", error: "", said: "" });
  const answer = await request("PUT", { text, revision });
  if (answer) {
    take(answer);
    useMapping.setState({ said: "Saved." });
    void ask();
  }
  useMapping.setState({ doing: "" });
}

export function setCell(key: number, field: string, typed: string): void {
  const column = MAPPING_COLUMNS.find((c) => c.field === field)!;
  setField(key, field, column.parse(typed));
}
export function setField(key: number, field: string, value: unknown): void {
  const { rows } = useMapping.getState();
  edit(
    rows.map((row) => {
      if (row.key !== key || JSON.stringify(row.told[field]) === JSON.stringify(value)) return row;
      const { [field]: _, ...rest } = row.told;
      // a field keeps its place among the others; a new one comes last
      const told =
        value === undefined
          ? rest
          : Object.hasOwn(row.told, field)
            ? Object.fromEntries(Object.entries(row.told).map(([name, old]) => [name, name === field ? value : old]))
            : { ...row.told, [field]: value };
      return { ...row, told };
    }),
  );
}

/** A point more, at the end; gives its key. */
export function addPoint(told: Readonly<Record<string, unknown>> = {}): number {
  const { rows, sources } = useMapping.getState();
  const key = nextKey++;
  edit([...rows, { key, told: { source: sources[0] ?? "", point: "", tag: "", ...told } }]);
  return key;
}
export function removePoint(key: number): void {
  edit(useMapping.getState().rows.filter((row) => row.key !== key));
}

export function undoEdit(): void {
  const { rows, past, future } = useMapping.getState();
  const last = past[past.length - 1];
  if (last) show(last, { past: past.slice(0, -1), future: [rows, ...future] });
}
export function redoEdit(): void {
  const { rows, past, future } = useMapping.getState();
  if (future.length > 0) show(future[0], { past: [...past, rows], future: future.slice(1) });
}

export function downloadMapping(): void {
  const { file, text } = useMapping.getState();
  if (file) download(file, text, "application/json");
}

/** Another file's points in the place of these, as one edit that can be undone; nothing is saved yet. */
export function uploadMapping(name: string, text: string): void {
  const points = pointsOf(text);
  if (!points) {
    const { tags } = useMapping.getState();
    const [first] = readMapping(text, name, tags).issues;
    useMapping.setState({ error: `${name}: ${first ? `${first.got}, wanted ${first.want}` : "no list of points"}` });
    return;
  }
  edit(points.map(({ told }) => ({ key: nextKey++, told })));
  useMapping.setState({ said: `${points.length} points of ${name}; not saved yet.` });
}

function edit(rows: readonly MappingRow[]): void {
  const { rows: before, past } = useMapping.getState();
  if (rows.length === before.length && rows.every((row, k) => row === before[k])) return;
  show(rows, { past: [...past.slice(-MOST_PAST), before], future: [] });
}

function show(rows: readonly MappingRow[], steps: Pick<MappingView, "past" | "future">): void {
  const { opened, file, tags } = useMapping.getState();
  const text = rewritten(opened, rows);
  useMapping.setState({
    rows,
    ...steps,
    text,
    issues: readMapping(text, file ?? "", tags).issues,
    error: "",
    said: "",
  });
}

function take(answer: Pick<MappingView, "revision" | "sources" | "tags" | "text"> & { file: string }): void {
  const { file, text, revision, sources, tags } = answer;
  const { issues } = readMapping(text, file, tags);
  const points = pointsOf(text);
  useMapping.setState({
    ...{ file: points ? file : null, opened: text, text, revision, sources, tags, issues, past: [], future: [] },
    rows: (points ?? []).map((point) => ({ ...point, key: nextKey++ })),
    error: points ? "" : (issues[0]?.got ?? "the file has no list of points"),
  });
}

async function request(method: "GET" | "PUT", body?: unknown) {
  const response = await fetch("/api/telemetry/mapping", {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (response?.ok && answer) return answer;
  useMapping.setState({ error: answer?.error?.message ?? "The server does not answer." });
  return null;
}

async function ask(): Promise<void> {
  const answer = await fetch("/api/telemetry")
    .then((r) => (r.ok ? r.json() : null))
    .catch(() => null);
  if (!answer) return;
  const { present, live } = answer;
  for (const value of Object.values(present as Record<string, Record<string, unknown>>))
    for (const name of ["value", "age_s", "source_ms"]) value[name] ??= Number.NaN; // JSON has no NaN
  useMapping.setState({ present, health: live.bridge, isLive: live.isLive });
}
