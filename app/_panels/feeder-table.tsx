"use client";

import { type FeederState, numberText, quantityText } from "@/sim-core";
import { select } from "../_commands/select";
import { showPowerPanel } from "../_commands/view";
import { type Atlas, shortName } from "../_state/atlas";
import { type SortColumn, SortTable } from "./sort-table";

export interface FeederTableProps {
  readonly atlas: Atlas;
  readonly rows: readonly FeederState[];
}

/** What each feeder carries at the cursor, with its most loaded section and its lowest voltage by name. */
export function FeederTable({ atlas, rows }: FeederTableProps) {
  const name = (id: string | null) => (id === null ? "" : shortName(atlas, id));
  const columns: readonly SortColumn<FeederState>[] = [
    { key: "name", head: "Feeder", value: (r) => r.feeder.name, grow: 1.6 },
    { key: "head", head: "From", value: (r) => name(r.feeder.head), grow: 1 },
    {
      key: "buses",
      head: "Buses",
      value: (r) => r.feeder.buses.length,
      text: (r) => numberText(r.feeder.buses.length),
    },
    { key: "power", head: "Power in", value: (r) => r.power_W, text: (r) => quantityText(r.power_W, "W", "power") },
    {
      key: "loading",
      head: "Loading",
      value: (r) => r.loading_1,
      text: (r) => percent(r.loading_1, "loading_1"),
      limit: (r) => r.loading_1 > 1,
    },
    { key: "loadedAt", head: "Most loaded", value: (r) => name(r.loadedAt), grow: 1.3 },
    {
      key: "lowest",
      head: "Lowest V",
      value: (r) => r.lowest_1,
      text: (r) => percent(r.lowest_1, "voltage_1"),
      limit: (r) => r.lowest_1 < 0.9,
    },
    { key: "lowestAt", head: "at", value: (r) => name(r.lowestAt), grow: 1 },
    {
      key: "dead",
      head: "Dead",
      value: (r) => r.dead,
      text: (r) => (r.dead > 0 ? numberText(r.dead) : ""),
      limit: (r) => r.dead > 0,
    },
  ];
  return (
    <SortTable
      label="Feeders"
      rows={rows}
      columns={columns}
      first={{ key: "loading", isDown: true }}
      idOf={(r) => r.feeder.id}
      onPick={(r) => {
        select(atlas.indexOf.has(r.feeder.id) ? r.feeder.id : r.feeder.first);
        showPowerPanel("profile");
      }}
    />
  );
}

const percent = (v: number, name: string) => quantityText(v, "1", "power", name);
