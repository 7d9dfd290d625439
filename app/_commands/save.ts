import type { Saved, Saving } from "@/sim-core";
import { shownFile, useWorkbench } from "../_state/store";
import { frameAt, valuesAt } from "../_state/values-at";
import { download } from "./download";
import { thePool } from "./pool";

export type SaveAs = "inp" | "tickInp" | "csv" | "geojson";

/** Writes what is on screen at the cursor into a file, in a worker, and hands it to the reader. An error as a text. */
export async function save(as: SaveAs): Promise<string | null> {
  const s = useWorkbench.getState();
  if (!s.atlas) return "There is no district on screen.";
  const { district } = s.atlas;
  const file = shownFile(s);
  const base = fileName(file?.opened.file ?? district.id);
  const { history } = s;
  const scenario = s.scenarios.find((x) => x.id === s.scenarioId);
  const isReady = history !== null && s.tick < s.received;
  let saving: Saving;
  let name: string;
  let type = "text/plain";
  if (as === "inp") {
    if (file?.opened.isInp) saving = { as: "inp", file: file.opened.file, text: file.text };
    else if (district.waterSchedule) saving = { as: "inp", district };
    else return "Only what was read from an EPANET file is written as one.";
    name = `${base}.inp`;
  } else if (as === "tickInp") {
    if (!isReady || !scenario) return "Run the scenario first: this writes the network as it stands at the cursor.";
    const values = frameAt(history, s.tick);
    saving = {
      as: "tick",
      format: "inp",
      state: {
        ...{ district, scenario: scenario.id, tick: s.tick, time_s: s.tick * history.tick_s, layout: history.layout },
        ...{ values, changes: scenario.changes },
      },
    };
    name = `${base}-tick-${s.tick}.inp`;
  } else {
    saving = { as, district, values: isReady ? valuesAt(history, s.tick) : new Map() };
    name = `${base}${isReady ? `-tick-${s.tick}` : ""}.${as}`;
    type = as === "csv" ? "text/csv" : "application/geo+json";
  }
  try {
    const saved: Saved = await thePool().ask("save", saving);
    const errors = saved.issues.filter((i) => i.severity === "error");
    if (errors.length > 0 || saved.text === "")
      return `Not written: ${errors[0]?.hint ?? errors[0]?.code ?? "nothing to write"}`;
    download(name, saved.text, type);
    return null;
  } catch (error) {
    return `Not written: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const fileName = (text: string) => text.replace(/\.(inp|m|case\.json|json)$/i, "").replace(/[^\w.-]+/g, "-");
