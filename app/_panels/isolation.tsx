"use client";

import { numberText, quantityText, type ValvePlaces } from "@/sim-core";
import { canDraft } from "../_commands/branch";
import { select } from "../_commands/select";
import { branchIsolation, isolateMain } from "../_commands/water";
import { type Atlas, shortName } from "../_state/atlas";
import { useWorkbench } from "../_state/store";
import { tableText } from "../_state/table-text";
import type { IsolationPanel } from "../_state/water";
import { closures, isMain, usualValves } from "../_state/water";
import { CopyButton } from "./copy-button";
import panel from "./panel.module.css";
import { type SortColumn, SortTable } from "./sort-table";
import { StudyBody } from "./study-body";
import { Select } from "./ui";
import styles from "./water-desk.module.css";

type Trace = NonNullable<IsolationPanel["trace"]>;
type Valve = Trace["close"][number];
type Loser = Trace["loses"][number];

const PLACES = [
  { value: "model", label: "Valves of the model" },
  { value: "ends", label: "A valve at both ends of every pipe" },
];

/** Which valves shut a main off, what lies dry behind them, and who loses water. */
export function Isolation({ atlas }: { readonly atlas: Atlas }) {
  const study = useWorkbench((s) => s.water.isolation);
  const selected = useWorkbench((s) => s.selected);
  const canBranch = useWorkbench(canDraft);
  const name = (id: string) => shortName(atlas, id);
  const wanted = isMain(atlas, selected) && selected !== study?.main ? selected : null;
  const trace = study?.trace;
  const isValve = selected !== null && trace?.close.some((v) => v.id === selected);
  const shut = trace ? closures(trace) : [];
  return (
    <>
      <div className={styles.head}>
        {wanted && (
          <button type="button" className={panel.button} onClick={() => void isolateMain(wanted)}>
            Isolate {name(wanted)}
          </button>
        )}
        {!wanted && study && (
          <button
            type="button"
            className={panel.button}
            disabled={study.isBusy}
            onClick={() => void isolateMain(study.main)}
          >
            Trace again at the cursor
          </button>
        )}
        {study && isValve && (
          <button
            type="button"
            className={panel.button}
            title="Traces on to the next valves behind it"
            onClick={() => void isolateMain(study.main, { stuck: [...study.stuck, selected] })}
          >
            {name(selected)} does not shut
          </button>
        )}
        {study && study.stuck.length > 0 && (
          <button type="button" className={panel.button} onClick={() => void isolateMain(study.main, { stuck: [] })}>
            All valves shut
          </button>
        )}
        <div className={styles.valves}>
          <Select
            label="Where valves sit"
            value={study?.valves ?? usualValves(atlas)}
            choices={PLACES}
            isDisabled={!study}
            onChange={(valves) => study && void isolateMain(study.main, { valves: valves as ValvePlaces })}
          />
        </div>
        {trace && (
          <button
            type="button"
            className={panel.button}
            disabled={!canBranch || shut.length === 0}
            title={canBranch ? undefined : "A branch leaves a run: run the scenario first"}
            onClick={branchIsolation}
          >
            Make it a branch
          </button>
        )}
        {study && trace && (
          <p className={panel.small} role="status" data-testid="isolation-status">
            {summary(study, trace, name)}.
          </p>
        )}
      </div>
      <StudyBody
        failure={study?.failure}
        about={
          study?.isBusy
            ? `Tracing ${name(study.main)}`
            : wanted
              ? "Traces outwards from it to the valves that shut it off, and says who would be without water."
              : "Pick a pipe, a pump or a valve of the water network: on the twin, in the table or by search."
        }
      >
        {study && trace ? (
          <>
            <Tables atlas={atlas} trace={trace} selected={selected} />
            <div className={styles.copy}>
              <CopyButton
                label="Copy valves and who loses water"
                text={() =>
                  tableText([...textOf(VALVES(name, trace.close), trace.close), ...textOf(LOSERS(atlas), trace.loses)])
                }
              />
            </div>
          </>
        ) : null}
      </StudyBody>
    </>
  );
}

function toShut(count: number, all: number): string {
  if (count === 0) return all > 0 ? "shut off already" : "no valve shuts it off";
  return `${numberText(count)} ${count === 1 ? "valve" : "valves"} to shut`;
}

function summary(study: IsolationPanel, trace: Trace, name: (id: string) => string): string {
  const shut = trace.close.filter((v) => !v.isClosedAlready).length;
  const cut = trace.loses.filter((l) => l.why === "cutOff").length;
  const parts = [
    `${name(study.main)} ${study.when}: ${toShut(shut, trace.close.length)}, ${quantityText(trace.segment.length_m, "m", "water")} of main dry`,
    trace.loses.length > 0
      ? `${numberText(trace.loses.length, 9)} nodes lose ${quantityText(trace.demand_m3_s, "m3/s", "water")}${cut > 0 ? `, ${numberText(cut, 9)} of them fed only through it` : ""}`
      : "nobody loses water",
  ];
  if (trace.hydrants.length > 0) parts.push(`${numberText(trace.hydrants.length)} hydrants dry`);
  if (study.stuck.length > 0) parts.push(`not shutting: ${study.stuck.map(name).join(", ")}`);
  if (trace.sources.length > 0)
    parts.push(`no valve parts ${trace.sources.map(name).join(", ")} from it: it has to be shut down itself`);
  return parts.join(" · ");
}

interface TablesProps {
  readonly atlas: Atlas;
  readonly trace: Trace;
  readonly selected: string | null;
}

function Tables({ atlas, trace, selected }: TablesProps) {
  const key = (v: Valve) => `${v.id} ${v.at ?? ""}`;
  const at = trace.close.find((v) => v.id === selected);
  return (
    <div className={styles.two}>
      <div className={styles.side}>
        {trace.loses.length > 0 ? (
          <SortTable
            label="Who loses water"
            rows={trace.loses}
            columns={LOSERS(atlas)}
            first={{ key: "demand", isDown: true }}
            selected={selected}
            hasCopy={false}
            idOf={(l) => l.node}
            onPick={(l) => select(l.node)}
          />
        ) : (
          <p className={styles.empty}>Nobody loses water.</p>
        )}
      </div>
      <div className={styles.side}>
        {trace.close.length > 0 ? (
          <SortTable
            label="Valves to shut"
            rows={trace.close}
            columns={VALVES((id) => shortName(atlas, id), trace.close)}
            key={trace.close.every((v) => v.at === null) ? "whole" : "ends"}
            first={{ key: "state", isDown: true }}
            selected={at && key(at)}
            hasCopy={false}
            idOf={key}
            onPick={(v) => select(v.id)}
          />
        ) : (
          <p className={styles.empty}>
            No valve shuts it off: the whole network lies dry with it. Where a model leaves its valves out, take one at
            both ends of every pipe.
          </p>
        )}
      </div>
    </div>
  );
}

const VALVES = (name: (id: string) => string, close: Trace["close"]): readonly SortColumn<Valve>[] => [
  { key: "valve", head: "Valve", value: (v) => name(v.id), grow: 1.2 },
  ...(close.every((v) => v.at === null)
    ? []
    : [{ key: "at", head: "At", value: (v: Valve) => (v.at === null ? "" : name(v.at)), grow: 1 }]),
  { key: "state", head: "State", value: (v) => (v.isClosedAlready ? "shut already" : "to shut"), grow: 1 },
];

const LOSERS = (atlas: Atlas): readonly SortColumn<Loser>[] => [
  { key: "node", head: "Loses water", value: (l) => shortName(atlas, l.node), grow: 1 },
  {
    key: "demand",
    head: "Draws",
    value: (l) => l.demand_m3_s,
    text: (l) => quantityText(l.demand_m3_s, "m3/s", "water"),
  },
  {
    key: "why",
    head: "Why",
    value: (l) => (l.why === "inside" ? "in the dry part" : "fed only through it"),
    grow: 1.2,
  },
  { key: "serves", head: "Who", value: (l) => servedBy(atlas, l.node), grow: 2 },
];

const textOf = <T,>(columns: readonly SortColumn<T>[], rows: readonly T[]): readonly (readonly string[])[] => [
  columns.map((c) => c.head),
  ...rows.map((r) => columns.map((c) => c.text?.(r) ?? String(c.value(r)))),
];

const MOST = 4;

/** Buildings and plants that take their water at a node. */
function servedBy(atlas: Atlas, node: string): string {
  const names = atlas.graph
    .in(node)
    .filter(({ id }) => !/^(water|hydrant)/.test(atlas.graph.byId.get(id)?.kind ?? ""))
    .map(({ id }) => shortName(atlas, id));
  const more = names.length - MOST;
  return more > 0 ? `${names.slice(0, MOST).join(", ")} and ${more} more` : names.join(", ");
}
