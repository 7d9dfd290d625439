"use client";

import { useMemo } from "react";
import { displayUnit, nameLabel, numberText, THIN } from "@/sim-core";
import { TrendChart } from "../_charts/trend";
import { openDraft } from "../_commands/branch";
import { unpinChart } from "../_commands/charts";
import { compareNearest } from "../_commands/compare";
import { goTo, select } from "../_commands/select";
import { seek, setSpeed, step, togglePlay } from "../_commands/time";
import { showView } from "../_commands/view";
import { titleOf } from "../_state/atlas";
import { clockText, dateText } from "../_state/clock";
import { LAYER_LABELS } from "../_state/kinds";
import { SPEEDS, scenarioOf, shownOf, useWorkbench } from "../_state/store";
import { CLOSES_TO, QUALITY } from "../_state/values";
import { MARK } from "./feed";
import panel from "./panel.module.css";
import styles from "./timeline.module.css";
import { IconButton, Select, Slider } from "./ui";

export function Timeline() {
  const history = useWorkbench((s) => s.history);
  const charts = useWorkbench((s) => s.charts);
  return (
    <section className={styles.timeline} aria-label="Timeline">
      <Controls />
      {history && charts.length > 0 && (
        <div className={styles.charts} style={{ gridTemplateColumns: `repeat(${charts.length}, minmax(0, 1fr))` }}>
          {charts.map((c) => (
            <Pinned key={`${c.element} ${c.column.table} ${c.column.name}`} chart={c} />
          ))}
        </div>
      )}
    </section>
  );
}

function Controls() {
  const atlas = useWorkbench((s) => s.atlas);
  const scenario = useWorkbench(scenarioOf);
  const history = useWorkbench((s) => s.history);
  const received = useWorkbench((s) => s.received);
  const tick = useWorkbench((s) => s.tick);
  const isPlaying = useWorkbench((s) => s.isPlaying);
  const speed = useWorkbench((s) => s.speed);
  const source = useWorkbench((s) => s.run.source);
  const canCompare = useWorkbench((s) => s.variants.length > 1);
  const isCompared = useWorkbench((s) => s.compared !== null);
  const refilling = useWorkbench((s) => s.refilling);
  const last = history ? history.tickCount - 1 : (scenario?.duration_s ?? 0) / (scenario?.tick_s ?? 1);
  const isReady = received > 1;
  const at_s = scenario ? scenario.start_s + tick * (history?.tick_s ?? scenario.tick_s) : 0;
  const clock = atlas && scenario ? clockText(atlas.district, at_s) : "--:--";
  return (
    <div className={styles.controls}>
      <div className={styles.buttons}>
        <IconButton label="One tick back ( [ )" icon="back" isDisabled={!isReady} onClick={() => step(-1)} />
        <IconButton
          label={isPlaying ? "Pause (space)" : "Play (space)"}
          icon={isPlaying ? "pause" : "play"}
          isDisabled={!isReady}
          onClick={togglePlay}
        />
        <IconButton label="One tick on ( ] )" icon="forward" isDisabled={!isReady} onClick={() => step(1)} />
        <div className={styles.speed}>
          <Select
            label="Speed"
            value={String(speed)}
            isCompact
            choices={SPEEDS.map((s) => ({ value: String(s), label: `${numberText(s)}×` }))}
            onChange={(v) => setSpeed(Number(v))}
          />
        </div>
      </div>
      <div className={styles.now}>
        <strong data-testid="clock">{clock}</strong>
        <span>{atlas && scenario ? dateText(atlas.district, at_s) : ""}</span>
        <span className={styles.source}>{isReady ? source : "no run yet"}</span>
        <Degraded />
        <Books />
      </div>
      <div className={styles.actions}>
        <button
          type="button"
          className={panel.button}
          disabled={!isReady || tick >= received || source === "live"}
          title="What if something changes now (B)"
          onClick={() => openDraft()}
        >
          Branch here
        </button>
        <button
          type="button"
          className={panel.button}
          disabled={!canCompare || source === "live"}
          aria-pressed={isCompared}
          title={
            canCompare ? "Hold the run on screen against the one it left (C)" : "Two runs are needed: make a branch"
          }
          onClick={compareNearest}
        >
          {isCompared ? "End comparison" : "Compare"}
        </button>
      </div>
      <div className={styles.scrub}>
        <Marks last={last} />
        <Slider label="Time" value={tick} max={Math.max(1, last)} step={1} text={clock} onChange={seek} />
        <div
          className={styles.received}
          style={{ transform: `scaleX(${last > 0 ? Math.min(1, Math.max(0, received - 1) / last) : 0})` }}
        />
        <Fork last={last} />
        <Hours last={last} />
        {refilling !== null && atlas && scenario && (
          <span className={styles.refilling} role="status">
            simulating {clockText(atlas.district, scenario.start_s + refilling * scenario.tick_s)} again
          </span>
        )}
      </div>
    </div>
  );
}

/** Utilities whose figures at the shown instant are not the model's. */
function Degraded() {
  const bad = useWorkbench((s) => s.history?.badAt(s.tick) ?? null);
  if (!bad) return null;
  return (
    <span className={styles.degraded} role="status" data-testid="degraded">
      {bad.map(({ utility, quality }) => (
        <button
          key={utility}
          type="button"
          className={styles.books}
          data-alarm="true"
          title={`${LAYER_LABELS[utility]} values ${QUALITY[quality].text}`}
          onClick={() => showView("ledger")}
        >
          <i aria-hidden="true">{QUALITY[quality].mark} </i>
          {LAYER_LABELS[utility].toLowerCase()} {quality}
        </button>
      ))}
    </span>
  );
}

/** Whether the run on screen can be believed, in one word; a click shows its books. */
function Books() {
  const result = useWorkbench((s) => s.run.result);
  if (!result) return null;
  const closes = result.ledger.worst_relative <= CLOSES_TO;
  const isGood = closes && result.isValid && result.outages.length === 0;
  const text = !result.isValid
    ? "not valid"
    : !closes
      ? "ledger does not close"
      : result.outages.length > 0
        ? "solver broke"
        : "ledger closes";
  return (
    <button
      type="button"
      className={styles.books}
      data-alarm={!isGood}
      data-testid="books"
      title="What came in, went out, was stored and lost"
      onClick={() => showView("ledger")}
    >
      {!isGood && <i aria-hidden="true">■ </i>}
      {text}
    </button>
  );
}

/** Where the branch on screen left its parent. */
function Fork({ last }: { readonly last: number }) {
  const shown = useWorkbench(shownOf);
  const isLive = useWorkbench((s) => s.run.source === "live");
  if (!shown?.parent || last <= 0 || isLive) return null;
  return (
    <div className={styles.fork} title="Leaves its parent here">
      <i style={{ left: `${(shown.atTick / last) * 100}%` }} />
    </div>
  );
}

/** Events above the track: shape and colour by priority, at most one a pixel column, the gravest on top. */
function Marks({ last }: { readonly last: number }) {
  const events = useWorkbench((s) => s.events);
  const marks = useMemo(() => {
    const at = new Map<number, (typeof events)[number]>();
    for (const e of events) {
      if (e.type === "return") continue;
      const slot = Math.round((e.tick / Math.max(1, last)) * 160);
      const before = at.get(slot);
      if (!before || e.priority < before.priority) at.set(slot, e);
    }
    return [...at.values()].sort((a, b) => b.priority - a.priority);
  }, [events, last]);
  return (
    <div className={styles.marks}>
      {marks.map((e) => (
        <button
          key={`${e.tick} ${e.element} ${e.quantity} ${e.limit}`}
          type="button"
          tabIndex={-1}
          data-priority={e.type === "crossing" || e.type === "failure" ? e.priority : 5}
          title={e.text}
          style={{ left: `${(e.tick / Math.max(1, last)) * 100}%` }}
          onClick={() => goTo([e])}
        >
          {e.type === "crossing" || e.type === "failure" ? MARK[e.priority] : "|"}
        </button>
      ))}
    </div>
  );
}

function Hours({ last }: { readonly last: number }) {
  const atlas = useWorkbench((s) => s.atlas);
  const scenario = useWorkbench(scenarioOf);
  if (!atlas || !scenario || last <= 0) return null;
  const duration_s = last * scenario.tick_s;
  const hours = duration_s / 3600;
  const every = hours <= 6 ? 1 : hours <= 30 ? 3 : hours <= 80 ? 12 : 24;
  const out: number[] = [];
  for (let h = 0; h <= hours + 1e-9; h += every) out.push(h);
  return (
    <div className={styles.hours} aria-hidden="true">
      {out.map((h) => (
        <span key={h} style={{ left: `${(h / hours) * 100}%` }}>
          {every >= 24
            ? dateText(atlas.district, scenario.start_s + h * 3600)
                .split(" ")
                .slice(0, 2)
                .join(" ")
            : clockText(atlas.district, scenario.start_s + h * 3600)}
        </span>
      ))}
    </div>
  );
}

function Pinned({ chart }: { readonly chart: ReturnType<typeof useWorkbench.getState>["charts"][number] }) {
  const atlas = useWorkbench((s) => s.atlas);
  const history = useWorkbench((s) => s.history);
  const tick = useWorkbench((s) => s.tick);
  useWorkbench((s) => s.received);
  useWorkbench((s) => s.refills);
  const isCompared = useWorkbench((s) => s.compared?.b === s.shown && s.compared !== null);
  if (!atlas || !history) return null;
  const index = atlas.indexOf.get(chart.element);
  const { column } = chart;
  const v = history.at(tick, column, chart.row);
  const shown = displayUnit(column.unit, column.table, column.name, Math.abs(v) || 0);
  const where = index === undefined ? "Weather" : titleOf(atlas, index);
  return (
    <div className={styles.pinned}>
      <div className={styles.pinnedHead}>
        <button
          type="button"
          className={styles.pinnedName}
          disabled={index === undefined}
          onClick={() => select(chart.element)}
        >
          {where}
        </button>
        <span className={styles.pinnedWhat}>
          {nameLabel(column.name).toLowerCase()}{" "}
          <b>
            {numberText(v * shown.factor + shown.offset)}
            {THIN}
            {shown.unit}
          </b>
        </span>
        {isCompared && (
          <span className={styles.keyAB}>
            <svg width="16" height="6" aria-hidden="true">
              <line x1="0" x2="16" y1="3" y2="3" style={{ stroke: "var(--text)", strokeWidth: 1.6 }} />
            </svg>
            B
            <svg width="16" height="6" aria-hidden="true">
              <line
                x1="0"
                x2="16"
                y1="3"
                y2="3"
                style={{ stroke: "var(--focus)", strokeWidth: 1.6, strokeDasharray: "4 3" }}
              />
            </svg>
            A
          </span>
        )}
        <IconButton label="Unpin" icon="close" onClick={() => unpinChart(chart)} />
      </div>
      <TrendChart chart={chart} height={92} onSeek={seek} />
    </div>
  );
}
