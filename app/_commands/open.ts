import type { Issue, OpenedFile, Scenario } from "@/sim-core";
import { type Atlas, buildAtlas } from "../_state/atlas";
import { LAYERS } from "../_state/kinds";
import { NO_RUN, useWorkbench, type View } from "../_state/store";
import { NO_STUDIES } from "../_state/water";
import { thePool } from "./pool";
import { pause } from "./time";
import { dropVariant } from "./variants";

/** A page can hold much more, a tab that stays quick cannot. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Ending of the names that the picker offers; what is dropped may be called anything. */
export const OPEN_ENDINGS = ".inp,.m,.json,.gz";

let serial = 0;

/** Reads a file in a worker and puts it on screen; what has errors changes nothing but the report. */
export async function openFiles(files: readonly File[]): Promise<void> {
  const [file] = files;
  if (!file) return;
  const own = ++serial;
  const isMine = () => own === serial;
  useWorkbench.setState({ opening: `Reading ${file.name}` });
  try {
    const name = file.name.replace(/\.gz$/i, "");
    const { opened, text } = await thePool().ask("open", { file: name, bytes: await bytesOf(file) });
    if (!isMine()) return;
    const more = files.length - 1;
    const note: Issue = {
      ...{ severity: "note", code: "notOpened", file: name },
      hint: `${more} more ${more === 1 ? "file was" : "files were"} dropped with it; one is opened at a time`,
    };
    const entries = more > 0 ? [...opened.entries, { group: "note" as const, issue: note }] : opened.entries;
    show({ ...opened, entries }, text);
  } catch (error) {
    if (!isMine()) return;
    const got = error instanceof Error ? error.message : String(error);
    show(unread(file.name, got), "");
  } finally {
    if (isMine()) useWorkbench.setState({ opening: null });
  }
}

/** What a file holds, unpacked if it is gzipped. */
async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > MOST_BYTES) throw new Error(`${(file.size / 1048576).toFixed(0)} MB; at most 64 MB are opened`);
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (head[0] !== 0x1f || head[1] !== 0x8b) return new Uint8Array(await file.arrayBuffer());
  // counted while it comes out: a small file may unpack to anything
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error("a broken gzip file");
    });
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    bytes += value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      throw new Error("unpacks to more than 64 MB, the most that is opened");
    }
    parts.push(value);
  }
}

function unread(file: string, got: string): OpenedFile {
  const issue: Issue = {
    severity: "error",
    code: "unreadable",
    file,
    field: "contents",
    got,
    want: "a file that can be read",
  };
  return {
    ...{ file, format: "unknown", district: null, scenario: null, counts: {}, isInp: false },
    entries: [{ group: "error", issue }],
  };
}

function show(opened: OpenedFile, text: string): void {
  const { district, scenario } = opened;
  if (district && scenario) {
    const atlas = buildAtlas(district);
    putOnScreen(atlas, [scenario], viewFor(atlas));
    useWorkbench.setState({ imported: { opened, text } });
  }
  useWorkbench.setState({ report: opened, reportOpen: true });
}

/** Another district takes the page: no runs, nothing picked, its own stories. */
export function putOnScreen(atlas: Atlas, scenarios: readonly Scenario[], view: View): void {
  pause();
  for (const v of useWorkbench.getState().variants) if (v.parent === null) dropVariant(v.id);
  useWorkbench.setState({
    ...{ atlas, scenarios, scenarioId: scenarios[0]?.id ?? "", seed: scenarios[0]?.seed ?? 1 },
    ...{ shown: null, run: NO_RUN, history: null, received: 0, events: [], tick: 0, charts: [], colourBy: {} },
    ...{ compared: null, draft: null },
    ...{
      selected: null,
      hovered: null,
      chain: null,
      found: null,
      openedFeeders: {},
      powerPanel: null,
      outages: null,
      marked: null,
      water: NO_STUDIES,
      waterPanel: null,
      studied: null,
      view,
    },
    loadError: null,
  });
}

/** Where a network is best seen first: on the twin when it has places, as a diagram of power, else as a table. */
function viewFor(atlas: Atlas): View {
  const { hasWebGL, view } = useWorkbench.getState();
  const placed = atlas.elements.filter((e) => e.geometry !== undefined).length;
  if (placed > 1) return hasWebGL ? "twin" : view === "twin" ? "plan" : "table";
  const power = LAYERS.indexOf("power");
  return atlas.layerOf.some((l) => l === power) ? "schematic" : "table";
}

export const setReportOpen = (reportOpen: boolean) => useWorkbench.setState({ reportOpen });

/** The picker, from a key or a menu. The page has one input for it, which is never seen. */
export const OPEN_ID = "open-file";
export const pickFile = () => document.getElementById(OPEN_ID)?.click();
