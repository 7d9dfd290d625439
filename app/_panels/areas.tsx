"use client";

import { type AreaRow, numberText, quantityText, THIN } from "@/sim-core";
import { lookAtArea, studyAreas } from "../_commands/water";
import { type Atlas, shortName } from "../_state/atlas";
import { clockText } from "../_state/clock";
import { scenarioOf, useWorkbench } from "../_state/store";
import type { AreasPanel } from "../_state/water";
import panel from "./panel.module.css";
import { type SortColumn, SortTable } from "./sort-table";
import { StudyBody } from "./study-body";
import styles from "./water-desk.module.css";

/** What goes into each metered area, what is used and lost there, and its leakage index. */
export function Areas({ atlas }: { readonly atlas: Atlas }) {
  const study = useWorkbench((s) => s.water.areas);
  const hasRun = useWorkbench((s) => s.received > 0);
  const answer = study?.answer;
  const area = answer?.areas.find((a) => a.id === study?.area) ?? null;
  return (
    <>
      <div className={styles.head}>
        <button type="button" className={panel.button} disabled={study?.isBusy} onClick={() => void studyAreas()}>
          {answer ? "Read again" : hasRun ? "Read from this run" : "Read from the file's own run"}
        </button>
        {study && answer && study.failure === "" && (
          <p className={`${panel.small} ${panel.muted}`} role="status" data-testid="areas-status">
            {study.isBusy
              ? "Reading"
              : `${numberText(answer.areas.length)} pressure ${answer.areas.length === 1 ? "zone" : "zones"} with a demand`}
            {answer.areas[0] && ` · ${quantityText(answer.areas[0].duration_s, "s")} of `}
            {answer.areas[0] && (study.of || "the file's own run")}
          </p>
        )}
      </div>
      <StudyBody
        failure={study?.failure}
        about={
          study?.isBusy
            ? "Reading the run"
            : `Inflow, least night flow (02:00 to 04:00), water balance and infrastructure leakage index of every pressure zone with a demand${hasRun ? ", over the run on screen" : ""}. Losses are what the model leaks: emitters and pipe leakage.`
        }
      >
        {study && answer ? (
          answer.areas.length > 0 ? (
            <div className={`${styles.two} ${styles.wide}`}>
              <div className={styles.side}>
                <AreaTable atlas={atlas} study={study} rows={answer.areas} />
              </div>
              <div className={styles.side}>
                {area ? (
                  <Balance key={area.id} atlas={atlas} study={study} area={area} />
                ) : (
                  <p className={styles.empty}>
                    Pick an area for its balance, and to say what the model does not know: its service connections and
                    its private pipe.
                  </p>
                )}
              </div>
            </div>
          ) : (
            <p className={styles.empty}>No pressure zone of this network has a demand.</p>
          )
        ) : null}
      </StudyBody>
    </>
  );
}

const volume = (v: number) => `${numberText(v)}${THIN}m³`;
const flow = (v: number) => quantityText(v, "m3/s", "water");
/** A head of water in the reader's unit of pressure: 9806.65 Pa a metre. */
const pressure = (m: number) => quantityText(m * 9806.65, "Pa", "water");

interface AreaTableProps {
  readonly atlas: Atlas;
  readonly study: AreasPanel;
  readonly rows: readonly AreaRow[];
}

function AreaTable({ atlas, study, rows }: AreaTableProps) {
  const columns: readonly SortColumn<AreaRow>[] = [
    { key: "area", head: "Zone with", value: (a) => shortName(atlas, a.first), grow: 1.2 },
    { key: "in", head: "Inflow", value: (a) => a.inflow_m3, text: (a) => volume(a.inflow_m3), grow: 0.9 },
    {
      ...{ key: "night", head: "Night flow", note: "Least inflow from 02:00 to 04:00", grow: 0.9 },
      ...{ value: (a: AreaRow) => a.nightFlow_m3_s, text: (a: AreaRow) => flow(a.nightFlow_m3_s) },
    },
    { key: "lost", head: "Losses", value: (a) => a.losses_m3, text: (a) => volume(a.losses_m3), grow: 0.8 },
    {
      ...{ key: "connection", head: "Each day", note: "Losses for each service connection and day", grow: 0.8 },
      value: (a) => a.losses_L_connection_day,
      text: (a) => (a.band === "" ? "–" : `${numberText(a.losses_L_connection_day)}${THIN}L`),
    },
    {
      ...{
        key: "ili",
        head: "ILI",
        note: "Infrastructure leakage index: losses over the unavoidable ones; band",
        grow: 0.7,
      },
      value: (a) => (a.band === "" ? Number.NaN : a.ili),
      text: (a) => (a.band === "" ? "–" : `${numberText(a.ili)} ${a.band}`),
      limit: (a) => a.band === "D",
    },
  ];
  return (
    <SortTable
      label="Metered areas"
      rows={rows}
      columns={columns}
      first={{ key: "in", isDown: true }}
      selected={study.area}
      idOf={(a) => a.id}
      onPick={(a) => lookAtArea(a.id)}
    />
  );
}

interface BalanceProps {
  readonly atlas: Atlas;
  readonly study: AreasPanel;
  readonly area: AreaRow;
}

/** The IWA balance of one area; what the model does not know is typed here. */
function Balance({ atlas, study, area }: BalanceProps) {
  const start_s = useWorkbench((s) => scenarioOf(s)?.start_s ?? 0);
  const known = study.practice[area.id] ?? {};
  const say = (part: { readonly connections?: number; readonly servicePipe_m?: number }) =>
    void studyAreas({ ...study.practice, [area.id]: { ...known, ...part } });
  const inlets = area.inlets.map((id) => shortName(atlas, id)).join(", ");
  const night = `${flow(area.nightFlow_m3_s)} at ${clockText(atlas.district, start_s + area.nightAt_s)}, ${flow(area.nightConsumption_m3_s)} of it used`;
  const lines: readonly (readonly [string, string])[] = [
    ["Inflow", volume(area.inflow_m3)],
    ["From storage", volume(area.fromStorage_m3)],
    ["Consumption", volume(area.consumption_m3)],
    ["Losses", area.losses_m3 > 0 ? volume(area.losses_m3) : "the model leaks nothing here"],
    ["Unavoidable losses", `${numberText(area.uarl_L_day / 1000)}${THIN}m³ a day`],
    ["Least night flow", Number.isNaN(area.nightFlow_m3_s) ? "no night in the run" : night],
    ["Mean pressure", pressure(area.meanPressure_m)],
    ["Mains", quantityText(area.mains_m, "m", "water")],
    ["Measured at", inlets || "nothing leads in"],
  ];
  return (
    <div className={styles.lines}>
      <div className={styles.practice}>
        <Typed
          label="Service connections"
          value={area.connections}
          onChange={(n) => say({ connections: Math.max(1, Math.round(n)) })}
        />
        <Typed
          label="Private pipe, m"
          value={known.servicePipe_m ?? 0}
          onChange={(m) => say({ servicePipe_m: Math.max(0, m) })}
        />
      </div>
      <dl className={styles.balance} aria-label="Water balance">
        {lines.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

interface TypedProps {
  readonly label: string;
  readonly value: number;
  onChange(value: number): void;
}

/** Taken with Enter or when it is left, since each asks for a new reading of the run. */
function Typed({ label, value, onChange }: TypedProps) {
  const take = (text: string) => {
    const typed = Number(text.replace(",", "."));
    if (text.trim() !== "" && Number.isFinite(typed) && typed !== value) onChange(typed);
  };
  return (
    <label>
      <span>{label}</span>
      <input
        key={value}
        className={panel.input}
        inputMode="decimal"
        defaultValue={value}
        onBlur={(e) => take(e.target.value)}
        onKeyDown={(e) => e.key === "Enter" && e.currentTarget.blur()}
      />
    </label>
  );
}
