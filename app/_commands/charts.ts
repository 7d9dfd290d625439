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

/** First charts of a run: the weather, then what crossed a limit first, worst priority first. */
export function pinFirstCharts(): void {
  const { history, events, charts } = useWorkbench.getState();
  if (!history || charts.length > 0) return;
  const first: Chart[] = [];
  const weather = history.layout.columns.find((c) => c.rows === "weather" && c.name === "temperature_K");
  if (weather) first.push({ element: weather.ids[0], column: weather, row: 0 });
  const crossings = events.filter((e) => e.type === "crossing").sort((a, b) => a.priority - b.priority);
  for (const e of crossings) {
    if (first.length >= MOST) break;
    const found = history.columnsOf(e.element).find((c) => c.column.name === e.quantity);
    const chart = found && { element: e.element, column: found.column, row: found.row };
    if (chart && !first.some((c) => c.column.name === chart.column.name)) first.push(chart);
  }
  useWorkbench.setState({ charts: first });
}
