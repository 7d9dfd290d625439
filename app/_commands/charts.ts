import type { Tag } from "@/sim-core";
import { type Chart, useWorkbench } from "../_state/store";

const MOST = 4;
const isSame = (a: Chart, b: Chart) => a.element === b.element && a.column.name === b.column.name && a.row === b.row;

/** Pins a chart below the twin; the oldest makes room. */
export function pinChart(chart: Chart): void {
  const { charts } = useWorkbench.getState();
  if (charts.some((c) => isSame(c, chart))) return;
  useWorkbench.setState({ charts: [...charts, chart].slice(-MOST) });
}

export function unpinChart(chart: Chart): void {
  useWorkbench.setState({ charts: useWorkbench.getState().charts.filter((c) => !isSame(c, chart)) });
}

/**
 * First charts of a run: the weather, what crossed a limit (worst priority first), then the district's own pulse: what
 * the grid gives, the branch nearest its rating, a tank.
 */
export function pinFirstCharts(): void {
  const { history, events, charts } = useWorkbench.getState();
  if (!history || charts.length > 0) return;
  const first: Chart[] = [];
  const put = (element: string, table: string, name: string) => {
    const found = history.columnsOf(element).find((c) => c.column.table === table && c.column.name === name);
    if (!found || first.length >= MOST || first.some((c) => c.column === found.column)) return;
    first.push({ element, column: found.column, row: found.row });
  };
  const columnOf = (table: string, name: string) =>
    history.layout.columns.find((c) => c.table === table && c.name === name);
  const weather = columnOf("district", "temperature_K");
  // an imported network stands under a sky that does not change: nothing to see
  const [coldest, warmest] = weather ? history.range(weather) : [0, 0];
  if (weather && warmest > coldest) put(weather.ids[0], "district", weather.name);
  const crossings = events.filter((e) => e.type === "crossing").sort((a, b) => a.priority - b.priority);
  for (const e of crossings) {
    for (const c of history.columnsOf(e.element))
      if (c.column.name === e.quantity) put(e.element, c.column.table, e.quantity);
  }
  const source = history.layout.columns.find((c) => c.rows === "source" && c.name === "power_W");
  if (source) put(source.ids[0], source.table, source.name);
  const peak = (table: string, name: string) => {
    const column = columnOf(table, name);
    if (!column) return null;
    const row = history.peakRow(column);
    return row < 0 ? null : column.ids[row];
  };
  const branch = peak("power", "loading_1");
  if (branch) put(branch, "power", "loading_1");
  const tank = peak("water", "level_m");
  if (tank) put(tank, "water", "level_m");
  const main = peak("water", "flow_m3_s");
  if (main) put(main, "water", "flow_m3_s");
  const { atlas } = useWorkbench.getState();
  const end = atlas?.graph.byId
    .get(main ?? "")
    ?.relations.find((r) => atlas.graph.byId.get(r.to)?.kind === "waterJunction");
  if (end && first.length < 3) put(end.to, "water", "pressure_Pa");
  useWorkbench.setState({ charts: first });
}

/** What an operator looks at first, one of each. */
const PULSE = ["power_W", "level_m", "flow_m3_s", "stored_J", "heat_W", "pressure_Pa"];

/** Charts of what the field measures: those on screen that it does, then its pulse; a line that stays empty says nothing. */
export function chartTags(tags: readonly Tag[]): void {
  const { history, charts } = useWorkbench.getState();
  if (!history) return;
  const isMeasured = (c: Chart) => tags.some((t) => t.element === c.element && t.quantity === c.column.name);
  const wanted = charts.filter(isMeasured);
  for (const quantity of PULSE) {
    const tag = tags.find((t) => t.quantity === quantity);
    const found = tag && history.columnsOf(tag.element).find((c) => c.column.name === quantity);
    if (!tag || !found || wanted.length >= MOST) continue;
    const chart = { element: tag.element, column: found.column, row: found.row };
    if (!wanted.some((c) => isSame(c, chart))) wanted.push(chart);
  }
  useWorkbench.setState({ charts: wanted });
}
