"use client";

import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { type District, displayUnit, toDisplay } from "@/sim-core";
import { clockText, dateText } from "../_state/clock";
import { type Chart, scenarioOf, useWorkbench, type WorkbenchState } from "../_state/store";
import { axisText } from "./axis";
import styles from "./trend.module.css";

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export interface TrendChartProps {
  readonly chart: Chart;
  readonly height: number;
  /** A click on the chart: the tick under it. */
  onSeek(tick: number): void;
}

/** One recorded quantity over the run in the reader's unit, with its limits and the page's one time cursor. */
export function TrendChart({ chart, height, onSeek }: TrendChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const history = useWorkbench((s) => s.history);
  const other = useWorkbench((s) =>
    s.compared?.b === s.shown ? (s.variants.find((v) => v.id === s.compared?.a)?.history ?? null) : null,
  );
  const theme = useWorkbench((s) => s.theme);
  /** Grows when the values have outgrown the unit in which they were first drawn: of a live run that was before any came. */
  const [unit, setUnit] = useState(0);

  // drawn anew when the theme changes: uPlot takes its colours once
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read through the tokens; a chart's parts are its identity
  useEffect(() => {
    const box = host.current;
    const s = useWorkbench.getState();
    const scenario = scenarioOf(s);
    if (!box || !history || !scenario || !s.atlas) return;
    const { district } = s.atlas;
    const { column, row } = chart;
    // run A draws the same element, wherever its layout keeps it
    const against = other
      ?.columnsOf(chart.element)
      .find((c) => c.column.table === column.table && c.column.rows === column.rows && c.column.name === column.name);
    const unitNow = () => {
      const [low, high] = extent(history.series(column, row));
      return displayUnit(column.unit, column.table, column.name, Math.max(Math.abs(low), Math.abs(high)));
    };
    const shown = unitNow();
    const limits = district.limits.filter((l) => l.element === chart.element && l.quantity === column.name);
    const data = (): uPlot.AlignedData => {
      const y = history.series(column, row);
      const x = new Float64Array(y.length);
      for (let t = 0; t < y.length; t++) {
        x[t] = t;
        y[t] = toDisplay(y[t], shown);
      }
      // uPlot knows a gap as null; a NaN at an end would leave it without a scale
      const gaps = (values: Float64Array) => Array.from(values, (v) => (Number.isNaN(v) ? null : v));
      if (!other || !against) return [x, gaps(y)] as unknown as uPlot.AlignedData;
      const a = new Float64Array(y.length).fill(Number.NaN);
      const had = other.series(against.column, against.row);
      for (let t = 0; t < Math.min(a.length, had.length); t++) a[t] = toDisplay(had[t], shown);
      return [x, gaps(a), gaps(y)] as unknown as uPlot.AlignedData;
    };
    const line = token("line");
    const secondary = token("secondary");
    const hour = 3600 / history.tick_s;
    const cursor = document.createElement("div");
    cursor.className = styles.cursor;
    const place = (u: uPlot) => {
      const { tick } = useWorkbench.getState();
      cursor.style.transform = `translateX(${Math.round(u.valToPos(tick, "x"))}px)`;
    };
    const plot = new uPlot(
      {
        width: Math.max(80, box.clientWidth),
        height,
        padding: [6, 18, 0, 0],
        legend: { show: false },
        cursor: { show: true, x: true, y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: {
          x: { time: false, range: () => [0, Math.max(1, history.tickCount - 1)] },
          y: {
            range: (_u, min, max) => {
              const [a, b] = limitsIn(
                limits.map((l) => toDisplay(l.value, shown)),
                min,
                max,
              );
              const room = (b - a) * 0.08 || Math.abs(a) * 0.02 || 1;
              return [a - room, b + room];
            },
          },
        },
        axes: [
          {
            stroke: secondary,
            font: `11px ${token("font")}`,
            size: 22,
            gap: 3,
            ticks: { show: false },
            grid: { stroke: line, width: 1 },
            splits: (u) => {
              // a label wants about 60 px
              const least = (60 * history.tickCount) / hour / Math.max(60, u.width - 48);
              const every = EVERY_H.find((h) => h >= least) ?? Math.ceil(least / 168) * 168;
              const out: number[] = [];
              for (let h = 0; h * hour <= history.tickCount; h += every) out.push(h * hour);
              return out;
            },
            values: (_u, splits) =>
              splits.map((t) =>
                timeLabel(district, scenario.start_s + t * history.tick_s, splits.length > 1 && splits[1] >= 24 * hour),
              ),
          },
          {
            stroke: secondary,
            font: `11px ${token("font")}`,
            size: 48,
            gap: 4,
            ticks: { show: false },
            grid: { stroke: line, width: 1 },
            space: 18,
            values: (_u, splits) => splits.map((v) => axisText(v, splits)),
          },
        ],
        series: [
          {},
          ...(against
            ? [{ stroke: token("focus"), width: 1.5, dash: [5, 4], points: { show: false }, spanGaps: false }]
            : []),
          { stroke: token("text"), width: 1.5, points: { show: false }, spanGaps: false },
        ],
        hooks: {
          ready: [
            (u) => {
              u.over.append(cursor);
              place(u);
            },
          ],
          setSize: [place],
          setScale: [place],
          draw: [
            (u) => {
              u.ctx.save();
              u.ctx.strokeStyle = token("priority-2");
              u.ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
              for (const l of limits) {
                const y = u.valToPos(toDisplay(l.value, shown), "y", true);
                if (y < u.bbox.top || y > u.bbox.top + u.bbox.height) continue;
                u.ctx.beginPath();
                u.ctx.moveTo(u.bbox.left, y);
                u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
                u.ctx.stroke();
              }
              u.ctx.restore();
            },
          ],
        },
      },
      data(),
      box,
    );
    const click = (e: MouseEvent) => {
      const r = plot.over.getBoundingClientRect();
      onSeek(plot.posToVal(e.clientX - r.left, "x"));
    };
    plot.over.addEventListener("click", click);
    const resized = new ResizeObserver(() => {
      if (box.clientWidth > 0) plot.setSize({ width: box.clientWidth, height });
    });
    resized.observe(box);
    let pending = 0;
    const stops = [
      useWorkbench.subscribe(
        (x) => x.tick,
        () => place(plot),
      ),
      ...[(x: WorkbenchState) => x.received, (x: WorkbenchState) => x.refills].map((what) =>
        useWorkbench.subscribe(what, () => {
          pending ||= window.setTimeout(() => {
            pending = 0;
            if (unitNow().unit === shown.unit) plot.setData(data());
            else setUnit((n) => n + 1);
          }, 250);
        }),
      ),
    ];
    return () => {
      clearTimeout(pending);
      for (const stop of stops) stop();
      resized.disconnect();
      plot.destroy();
    };
  }, [chart.element, chart.column, chart.row, history, other, theme, unit, height, onSeek]);

  return <div ref={host} className={styles.chart} style={{ height }} />;
}

const EVERY_H = [1, 3, 6, 12, 24, 48, 96, 168];

/** Hours within a day; whole days by their name. */
const timeLabel = (district: District, utc_s: number, isDay: boolean) =>
  isDay ? dateText(district, utc_s).split(" ").slice(0, 2).join(" ") : clockText(district, utc_s);

function extent(values: Float64Array): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A limit joins the picture when the values come within their own span of it; else it would flatten the line. */
function limitsIn(limits: readonly number[], min: number | null, max: number | null): readonly [number, number] {
  let low = min ?? 0;
  let high = max ?? 1;
  const span = high - low || Math.abs(high) * 0.1 || 1;
  for (const l of limits) {
    if (l < low && low - l < span * 1.2) low = l;
    if (l > high && l - high < span * 1.2) high = l;
  }
  return [low, high];
}
