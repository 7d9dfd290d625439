"use client";

import { numberText, type OutageRow, quantityText, THIN } from "@/sim-core";
import { studyOutages } from "../_commands/outages";
import { select } from "../_commands/select";
import { type Atlas, shortName } from "../_state/atlas";
import { clockText } from "../_state/clock";
import { scenarioOf, useWorkbench } from "../_state/store";
import panel from "./panel.module.css";
import styles from "./power-desk.module.css";
import { type SortColumn, SortTable } from "./sort-table";

/** N-1: what the grid would be without each of its branches, the most harmful first. */
export function Outages({ atlas }: { readonly atlas: Atlas }) {
  const outages = useWorkbench((s) => s.outages);
  const selected = useWorkbench((s) => s.selected);
  const scenario = useWorkbench(scenarioOf);
  const tick_s = useWorkbench((s) => s.history?.tick_s ?? 0);
  const name = (id: string) => (id === "" ? "" : shortName(atlas, id));
  const columns: readonly SortColumn<OutageRow>[] = [
    { key: "branch", head: "Without", value: (o) => name(o.branch), grow: 1.2 },
    {
      ...{ key: "harm", head: "Harm", value: (o: OutageRow) => o.harm_1 },
      text: (o) => (o.failure ? "unsolved" : numberText(o.harm_1)),
      limit: (o) => o.failure !== "",
    },
    {
      ...{ key: "lost", head: "Load lost", value: (o: OutageRow) => o.lost_W },
      text: (o) => (o.lost_W > 0 ? quantityText(o.lost_W, "W", "power") : ""),
    },
    {
      key: "dead",
      head: "Dead",
      value: (o) => o.deadBuses,
      text: (o) => (o.deadBuses > 0 ? numberText(o.deadBuses) : ""),
    },
    {
      ...{ key: "loading", head: "Loading", value: (o: OutageRow) => o.largestLoading_1 },
      text: (o) => quantityText(o.largestLoading_1, "1", "power", "loading_1"),
      limit: (o) => o.overloads > 0,
    },
    {
      key: "over",
      head: "Overloaded",
      value: (o) => name(o.overloadedAt),
      text: (o) => several(name(o.overloadedAt), o.overloads),
      grow: 1.2,
    },
    {
      ...{ key: "lowest", head: "Lowest V", value: (o: OutageRow) => o.lowestVoltage_1 },
      text: (o) => (Number.isNaN(o.lowestVoltage_1) ? "–" : `${numberText(o.lowestVoltage_1 * 100, 4)}${THIN}%`),
      limit: (o) => o.outside > 0,
    },
    { key: "at", head: "at", value: (o) => (o.failure ? o.failure : name(o.lowestVoltageAt)), grow: 1.2 },
  ];
  const isCut = outages !== null && !outages.isBusy && outages.rows.length < outages.branches;
  return (
    <>
      <div className={styles.head}>
        <h3>N-1, the most harmful outage first</h3>
        <button type="button" className={panel.button} disabled={outages?.isBusy} onClick={() => void studyOutages()}>
          {outages ? "Study again at the cursor" : "Study every outage"}
        </button>
        {outages && (
          <p className={`${panel.small} ${panel.muted}`} role="status">
            {outages.isBusy ? "Taking branches out: " : ""}
            {numberText(outages.rows.length, 9)} outages,{" "}
            {outages.tick === null || !scenario
              ? "from the state that is filed"
              : `from ${clockText(atlas.district, scenario.start_s + outages.tick * tick_s)}`}
            {isCut && `; ${numberText(outages.branches - outages.rows.length, 9)} were not come to in 30 s`}
          </p>
        )}
      </div>
      {outages?.failure ? (
        <p className={panel.notice} data-priority="2" role="alert">
          {outages.failure}
        </p>
      ) : outages ? (
        <SortTable
          label="Outages"
          rows={outages.rows}
          columns={columns}
          first={{ key: "harm", isDown: true }}
          selected={selected}
          idOf={(o) => o.branch}
          onPick={(o) => select(o.branch)}
        />
      ) : (
        <p className={panel.muted}>
          Takes each line, transformer and switch out of service in turn and solves the grid without it. Harm is the
          share of load lost, plus every overload over 100 % and every voltage outside its range.
        </p>
      )}
    </>
  );
}

const several = (name: string, count: number) => (count > 1 ? `${name} and ${numberText(count - 1)} more` : name);
