"use client";

import { useState } from "react";
import {
  type BoundaryRow,
  numberText,
  quantityText,
  type WithoutRow,
  type ZoneRow,
  type ZonesAnswer,
} from "@/sim-core";
import { canDraft } from "../_commands/branch";
import { select } from "../_commands/select";
import { branchMove, chooseMove, lookAtZone, studyZones, tryMove } from "../_commands/water";
import { type Atlas, shortName } from "../_state/atlas";
import { useWorkbench } from "../_state/store";
import type { ZonesPanel } from "../_state/water";
import { isJunction } from "../_state/water";
import panel from "./panel.module.css";
import desk from "./power-desk.module.css";
import { type SortColumn, SortTable } from "./sort-table";
import { StudyBody } from "./study-body";
import { Select } from "./ui";
import styles from "./water-desk.module.css";

const VIEWS = { zones: "Zones", between: "Between them", without: "Without water", move: "Move" } as const;
type View = keyof typeof VIEWS;

/** Pressure zones, what parts them, who lies without water or pressure, and moves from zone to zone. */
export function Zones({ atlas }: { readonly atlas: Atlas }) {
  const study = useWorkbench((s) => s.water.zones);
  const [view, setView] = useState<View>("zones");
  const answer = study?.answer;
  const without = answer?.without.length ?? 0;
  return (
    <>
      <div className={styles.head}>
        <button type="button" className={panel.button} disabled={study?.isBusy} onClick={() => void studyZones()}>
          {study ? "Find again at the cursor" : "Find the zones"}
        </button>
        {answer && (
          <fieldset className={desk.range} aria-label="What is shown of the zones">
            {(Object.keys(VIEWS) as View[]).map((v) => (
              <button key={v} type="button" aria-pressed={view === v} onClick={() => setView(v)}>
                {VIEWS[v]}
                {v === "without" && without > 0 && ` (${without})`}
              </button>
            ))}
          </fieldset>
        )}
        {study && answer && (
          <p className={`${panel.small} ${panel.muted}`} role="status" data-testid="zones-status">
            {numberText(answer.zones.length)} {answer.zones.length === 1 ? "zone" : "zones"} {study.when}
            {without === 0 && " · everybody has water and pressure"}
          </p>
        )}
      </div>
      <StudyBody
        failure={study?.failure}
        about={
          study?.isBusy
            ? "Solving the network"
            : "Zones end at closed pipes and valves, pumps, check valves, and valves that hold a pressure: as they stand at the instant under the cursor."
        }
      >
        {study && answer ? (
          <>
            {view === "zones" && <ZoneTable atlas={atlas} study={study} answer={answer} />}
            {view === "between" && <Between atlas={atlas} answer={answer} zone={study.zone} />}
            {view === "without" && <Without atlas={atlas} rows={answer.without} />}
            {view === "move" && <Move atlas={atlas} study={study} answer={answer} />}
          </>
        ) : null}
      </StudyBody>
    </>
  );
}

const pressure = (v: number) => (Number.isNaN(v) ? "no pressure" : quantityText(v, "Pa", "water"));

/** A zone by the name of what feeds it, or of its first node. */
function zoneName(atlas: Atlas, zone: ZoneRow): string {
  const [source] = zone.sources;
  return `${zone.zone + 1} · ${shortName(atlas, source ?? zone.nodes[0] ?? "")}`;
}

interface ZoneTableProps {
  readonly atlas: Atlas;
  readonly study: ZonesPanel;
  readonly answer: ZonesAnswer;
}

function ZoneTable({ atlas, study, answer }: ZoneTableProps) {
  const columns: readonly SortColumn<ZoneRow>[] = [
    { key: "zone", head: "Zone", value: (z) => zoneName(atlas, z), grow: 1.4 },
    { key: "nodes", head: "Nodes", value: (z) => z.nodes.length, text: (z) => numberText(z.nodes.length, 9) },
    {
      ...{ key: "demand", head: "Demand", value: (z: ZoneRow) => z.demand_m3_s },
      text: (z) => quantityText(z.demand_m3_s, "m3/s", "water"),
    },
    {
      ...{
        key: "least",
        head: "Least",
        note: "Gauge pressure of the junction that has least",
        value: (z: ZoneRow) => z.least_Pa,
        text: (z: ZoneRow) => pressure(z.least_Pa),
      },
      limit: (z) => z.least_Pa < LEAST_PA && z.demand_m3_s > 0,
    },
    { key: "leastAt", head: "at", value: (z) => shortName(atlas, z.leastAt), grow: 1 },
    { key: "most", head: "Greatest", value: (z) => z.most_Pa, text: (z) => pressure(z.most_Pa) },
    { key: "mostAt", head: "at", value: (z) => shortName(atlas, z.mostAt), grow: 1 },
  ];
  return (
    <SortTable
      label="Pressure zones"
      rows={answer.zones}
      columns={columns}
      first={{ key: "nodes", isDown: true }}
      selected={study.zone === null ? null : String(study.zone)}
      idOf={(z) => String(z.zone)}
      onPick={(z) => lookAtZone(z.zone)}
    />
  );
}

/** 20 psi. */
const LEAST_PA = 137_895;

const REASONS: Readonly<Record<BoundaryRow["reason"], string>> = {
  closed: "closed",
  PRV: "PRV",
  PSV: "PSV",
  PBV: "PBV",
  pump: "pump",
  checkValve: "check valve",
};

interface BetweenProps {
  readonly atlas: Atlas;
  readonly answer: ZonesAnswer;
  readonly zone: number | null;
}

function Between({ atlas, answer, zone }: BetweenProps) {
  const selected = useWorkbench((s) => s.selected);
  const rows = answer.boundaries.filter((b) => b.from !== b.to && (zone === null || b.from === zone || b.to === zone));
  const nameOf = (z: number) => zoneName(atlas, answer.zones[z]);
  const columns: readonly SortColumn<BoundaryRow>[] = [
    { key: "id", head: "Between", value: (b) => shortName(atlas, b.id), grow: 1.3 },
    {
      key: "what",
      head: "What",
      value: (b) => (b.reason === "closed" ? "closed" : `${REASONS[b.reason]}, ${b.state}`),
      grow: 1.2,
    },
    { key: "from", head: "From zone", value: (b) => b.from, text: (b) => nameOf(b.from), isText: true, grow: 1.2 },
    { key: "to", head: "To zone", value: (b) => b.to, text: (b) => nameOf(b.to), isText: true, grow: 1.2 },
    {
      key: "flow",
      head: "Flow",
      value: (b) => b.flow_m3_s,
      text: (b) => (b.state === "closed" ? "" : quantityText(b.flow_m3_s, "m3/s", "water")),
    },
  ];
  if (rows.length === 0)
    return (
      <p className={styles.empty}>
        {zone === null ? "One zone: nothing parts it." : "Nothing leads out of this zone."}
      </p>
    );
  return (
    <SortTable
      label="Between zones"
      rows={rows}
      columns={columns}
      first={{ key: "from", isDown: false }}
      selected={selected}
      idOf={(b) => b.id}
      onPick={(b) => select(b.id)}
    />
  );
}

const WAYS = {
  closed: "open",
  pumpOff: "start",
  oneWay: "turn round",
  emptyTank: "fill the tank behind",
  shutItself: "raise the pressure before",
} as const;
const MOST = 4;

function Without({ atlas, rows }: { readonly atlas: Atlas; readonly rows: readonly WithoutRow[] }) {
  if (rows.length === 0) return <p className={styles.empty}>Everybody has water and pressure.</p>;
  return (
    <ul className={styles.lines} aria-label="Without water or pressure">
      {rows.map((row) => (
        <li key={row.nodes[0]}>
          <span className={styles.chips}>
            {row.nodes.slice(0, MOST).map((id) => (
              <button key={id} type="button" className={panel.link} onClick={() => select(id)}>
                {shortName(atlas, id)}
              </button>
            ))}
            {row.nodes.length > MOST && <span>and {numberText(row.nodes.length - MOST, 9)} more</span>}
          </span>
          <span className={panel.small}>{whyOf(atlas, row)}</span>
        </li>
      ))}
    </ul>
  );
}

function whyOf(atlas: Atlas, row: WithoutRow): string {
  const name = (id: string) => shortName(atlas, id);
  if (row.kind === "cutOff") {
    const ways = row.behind.slice(0, 3).map((b) => `${WAYS[b.reason]} ${name(b.id)}`);
    const hint = ways.length > 0 ? ways.join(" or ") : "no link leads there";
    return `No source reaches them: ${hint}. ${quantityText(row.demand_m3_s, "m3/s", "water")} not delivered.`;
  }
  const why =
    row.cause === "height"
      ? `stands above the grade of ${name(row.fedBy)}`
      : `${name(row.worst?.id ?? "")} on the way from ${name(row.fedBy)} loses ${quantityText(row.worst?.headLoss_m ?? Number.NaN, "m", "water")}`;
  return `Pressure below zero, ${quantityText(row.lowest_Pa, "Pa", "water")} at ${name(row.lowestAt)}: ${why}.`;
}

function Move({ atlas, study, answer }: ZoneTableProps) {
  const selected = useWorkbench((s) => s.selected);
  const canBranch = useWorkbench(canDraft);
  const name = (id: string) => shortName(atlas, id);
  const { moving, to } = study;
  const canAdd = isJunction(atlas, selected) && !moving.includes(selected);
  const { move } = answer;
  const zones = answer.zones.map((z) => ({ value: String(z.zone), label: `Zone ${zoneName(atlas, z)}` }));
  return (
    <div className={styles.lines}>
      <div className={styles.head}>
        {canAdd && (
          <button type="button" className={panel.button} onClick={() => chooseMove([...moving, selected], to)}>
            Add {name(selected)}
          </button>
        )}
        {moving.length > 0 && (
          <div className={styles.valves}>
            <Select
              label="To zone"
              value={to === null ? "" : String(to)}
              choices={to === null ? [{ value: "", label: "To which zone" }, ...zones] : zones}
              onChange={(zone) => chooseMove(moving, Number(zone))}
            />
          </div>
        )}
        {moving.length > 0 && to !== null && (
          <button type="button" className={panel.button} disabled={study.isBusy} onClick={() => void tryMove()}>
            Try it
          </button>
        )}
        {move && move.failure === "" && (
          <button
            type="button"
            className={panel.button}
            disabled={!canBranch}
            title={canBranch ? undefined : "A branch leaves a run: run the scenario first"}
            onClick={branchMove}
          >
            Make it a branch
          </button>
        )}
      </div>
      {moving.length === 0 ? (
        <p className={styles.empty}>
          Pick a junction beside a closed pipe or valve, add it, and choose the zone that it goes to: the way into the
          new zone is opened, the pipes to the old one are shut.
        </p>
      ) : (
        <p className={styles.chips}>
          {moving.map((id) => (
            <button
              key={id}
              type="button"
              className={panel.link}
              title="Leave out"
              onClick={() =>
                chooseMove(
                  moving.filter((m) => m !== id),
                  to,
                )
              }
            >
              {name(id)} ✕
            </button>
          ))}
        </p>
      )}
      {move?.failure && (
        <p className={panel.notice} data-priority="2" role="alert">
          {move.failure}
        </p>
      )}
      {move && move.failure === "" && (
        <ul>
          <li>
            Opens {move.opens.map(name).join(", ")}; shuts {move.closes.map(name).join(", ") || "nothing"}.
          </li>
          {move.pressures.map((p) => (
            <li key={p.id}>
              {name(p.id)}: {pressure(p.before_Pa)} before, {pressure(p.after_Pa)} after
            </li>
          ))}
          {move.without.map((row) => (
            <li key={row.nodes[0]}>
              After it {row.nodes.slice(0, MOST).map(name).join(", ")}: {whyOf(atlas, row)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
