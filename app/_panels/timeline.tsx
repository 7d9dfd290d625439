"use client";

import { useMemo } from "react";
import { displayUnit, nameLabel, numberText, THIN } from "@/sim-core";
import { TrendChart } from "../_charts/trend";
import { unpinChart } from "../_commands/charts";
import { goTo, select } from "../_commands/select";
import { seek, setSpeed, step, togglePlay } from "../_commands/time";
import { titleOf } from "../_state/atlas";
import { clockText, dateText } from "../_state/clock";
import { SPEEDS, scenarioOf, useWorkbench } from "../_state/store";
import { MARK } from "./feed";
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
      </div>
      <div className={styles.scrub}>
        <Marks last={last} />
        <Slider label="Time" value={tick} max={Math.max(1, last)} step={1} text={clock} onChange={seek} />
        <div
          className={styles.received}
          style={{ transform: `scaleX(${last > 0 ? Math.min(1, Math.max(0, received - 1) / last) : 0})` }}
        />
        <Hours last={last} />
      </div>
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
  const received = useWorkbench((s) => s.received);
  if (!atlas || !history) return null;
  const index = atlas.indexOf.get(chart.element);
  const { column } = chart;
  const v = tick < received ? history.at(tick, column, chart.row) : Number.NaN;
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
        <IconButton label="Unpin" icon="close" onClick={() => unpinChart(chart)} />
      </div>
      <TrendChart chart={chart} height={92} onSeek={seek} />
    </div>
  );
}
