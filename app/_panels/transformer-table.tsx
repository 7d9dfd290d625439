"use client";

import { quantityText } from "@/sim-core";
import { TrendChart } from "../_charts/trend";
import { pinChart } from "../_commands/charts";
import { select } from "../_commands/select";
import { seek } from "../_commands/time";
import { type Atlas, shortName } from "../_state/atlas";
import { readerAt } from "../_state/power";
import { type Chart, useWorkbench } from "../_state/store";
import panel from "./panel.module.css";
import styles from "./power-desk.module.css";
import { type SortColumn, SortTable } from "./sort-table";
import { IconButton } from "./ui";

interface Unit {
  readonly id: string;
  readonly name: string;
  readonly loading_1: number;
  readonly topOil_K: number;
  readonly hotSpot_K: number;
  readonly ageing_1: number;
  readonly lossOfLife_s: number;
}

/** 120 °C: the hot spot that IEC 60076-7 allows a normal cyclic load (table 2). */
const HOT_K = 393.15;

const kelvin = (v: number) => quantityText(v, "K", "power", "hotSpot_K");
const COLUMNS: readonly SortColumn<Unit>[] = [
  { key: "name", head: "Transformer", value: (u) => u.name, grow: 1.3 },
  {
    ...{ key: "loading", head: "Loading", value: (u: Unit) => u.loading_1 },
    ...{ text: (u: Unit) => quantityText(u.loading_1, "1", "power", "loading_1"), limit: (u: Unit) => u.loading_1 > 1 },
  },
  { key: "oil", head: "Top oil", value: (u) => u.topOil_K, text: (u) => kelvin(u.topOil_K) },
  {
    ...{ key: "hot", head: "Hot spot", value: (u: Unit) => u.hotSpot_K },
    ...{ text: (u: Unit) => kelvin(u.hotSpot_K), limit: (u: Unit) => u.hotSpot_K > HOT_K },
  },
  {
    ...{ key: "ageing", head: "Ageing", value: (u: Unit) => u.ageing_1 },
    ...{
      text: (u: Unit) => (Number.isNaN(u.ageing_1) ? "–" : `${quantityText(u.ageing_1, "1", "power", "ageing_1")}×`),
      limit: (u: Unit) => u.ageing_1 > 1,
    },
  },
  {
    ...{ key: "lost", head: "Life used", value: (u: Unit) => u.lossOfLife_s },
    text: (u) => quantityText(u.lossOfLife_s, "s", "power", "lossOfLife_s"),
  },
];

/** Transformers at the cursor, the hottest first, and the picked one's temperatures over the run. */
export function Transformers({ atlas }: { readonly atlas: Atlas }) {
  const history = useWorkbench((s) => s.history);
  const tick = useWorkbench((s) => s.tick);
  const isReady = useWorkbench((s) => s.received > s.tick);
  const selected = useWorkbench((s) => s.selected);
  const read = readerAt(isReady ? history : null, tick);
  const column = history?.layout.columns.find((c) => c.table === "power" && c.name === "hotSpot_K");
  const units = (column?.ids ?? []).map((id): Unit => {
    const value = (name: string) => read(id, name);
    return {
      ...{ id, name: shortName(atlas, id), loading_1: value("loading_1") },
      ...{ topOil_K: value("topOil_K"), hotSpot_K: value("hotSpot_K") },
      ...{ ageing_1: value("ageing_1"), lossOfLife_s: value("lossOfLife_s") },
    };
  });
  const hottest = units.reduce<Unit | null>((best, u) => (!best || u.hotSpot_K > best.hotSpot_K ? u : best), null);
  const shown = units.find((u) => u.id === selected) ?? hottest;
  const found = shown ? (history?.columnsOf(shown.id) ?? []) : [];
  const charts = ["hotSpot_K", "topOil_K"].flatMap((name): Chart[] => {
    const c = found.find((x) => x.column.name === name);
    return c && shown ? [{ element: shown.id, column: c.column, row: c.row }] : [];
  });
  if (!isReady) return <p className={panel.muted}>No values yet: run the scenario.</p>;
  if (units.length === 0)
    return <p className={panel.muted}>No transformer with oil in this district: no temperatures to show.</p>;
  return (
    <div className={styles.two}>
      <div className={styles.list}>
        <SortTable
          label="Transformers"
          rows={units}
          columns={COLUMNS}
          first={{ key: "hot", isDown: true }}
          selected={shown?.id}
          idOf={(u) => u.id}
          onPick={(u) => select(u.id)}
        />
      </div>
      <div className={styles.charts}>
        {charts.map((chart) => (
          <div key={`${chart.element} ${chart.column.name}`}>
            <div className={styles.chartHead}>
              <span>
                {shown?.name} <b>{chart.column.name === "hotSpot_K" ? "hot spot, °C" : "top oil, °C"}</b>
              </span>
              <IconButton label="Pin to the timeline" icon="pin" onClick={() => pinChart(chart)} />
            </div>
            <TrendChart chart={chart} height={76} onSeek={seek} />
          </div>
        ))}
      </div>
    </div>
  );
}
