"use client";

import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { type DisplayUnit, type District, numberText, toDisplay } from "@/sim-core";
import { clockText } from "../_state/clock";
import { useWorkbench } from "../_state/store";
import styles from "./trend.module.css";

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
/** uPlot knows a gap as null. */
const gaps = (values: ArrayLike<number>) => Array.from(values, (v) => (Number.isNaN(v) ? null : v));

/** Less than this, in the unit shown, is no movement. */
const LEAST_SPAN = 1e-4;

/** The one value at which all lines stand still, or null: an axis of noise around it would say nothing. */
function standstill(lines: readonly ArrayLike<number | null>[]): number | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const line of lines)
    for (let k = 0; k < line.length; k++) {
      const value = line[k] ?? Number.NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (!(high - low < LEAST_SPAN)) return null;
  return Math.abs(high) < LEAST_SPAN ? 0 : high;
}

export interface ResidualChartProps {
  readonly district: District;
  readonly label: string;
  /** UTC seconds of the first value, and seconds between two. */
  readonly begun_s: number;
  readonly tick_s: number;
  readonly height: number;
  readonly unit: DisplayUnit | null;
  /** Drawn from the back to the front. */
  readonly lines: readonly { readonly values: Float64Array; readonly look: "field" | "twin" | "edge" | "cusum" }[];
  /** Between the first two lines. */
  readonly hasBand: boolean;
  readonly limit?: number;
  /** Values shown: nothing beyond is known yet of the field. */
  readonly until: number;
}

/** A Tag of the field over its prediction and the band in which it lies on sound days; or its CUSUM under its limit. */
export function ResidualChart(props: ResidualChartProps) {
  const { district, label, begun_s, tick_s, height, unit, lines, hasBand, limit, until } = props;
  const host = useRef<HTMLDivElement>(null);
  const theme = useWorkbench((s) => s.theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read through the tokens
  useEffect(() => {
    const box = host.current;
    if (!box) return;
    const count = Math.max(2, until);
    const shown = (x: number) => (unit ? toDisplay(x, unit) : x);
    const x = Float64Array.from({ length: count }, (_, k) => begun_s + k * tick_s);
    const drawn = lines.map((l) => gaps(l.values.slice(0, count).map(shown)));
    const data = [x, ...drawn] as unknown as uPlot.AlignedData;
    const level = limit === undefined ? standstill(drawn) : null;
    const secondary = token("secondary");
    const axis = { stroke: secondary, font: `11px ${token("font")}`, ticks: { show: false } };
    const grid = { stroke: token("line"), width: 1 };
    const looks = {
      field: { stroke: token("text"), width: 1.75 },
      twin: { stroke: token("focus"), width: 1.5, dash: [5, 4] },
      edge: { stroke: "transparent", width: 0 },
      cusum: { stroke: token("text"), width: 1.5 },
    };
    const plot = new uPlot(
      {
        width: Math.max(80, box.clientWidth),
        height,
        padding: [6, 20, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false },
          y: {
            range: (_u, min, max) => {
              if (level !== null) return [level - 1, level + 1];
              const high = Math.max(max ?? 1, limit ?? Number.NEGATIVE_INFINITY);
              const low = limit === undefined ? (min ?? 0) : 0;
              const room = (high - low) * 0.08 || 1;
              return [limit === undefined ? low - room : 0, high + room];
            },
          },
        },
        axes: [
          {
            ...axis,
            // clear of the lowest number of the other axis, which may stand at the same corner
            ...{ size: 24, gap: 8, grid, space: 56 },
            incrs: [300, 600, 900, 1800, 3600, 7200, 10_800, 21_600],
            values: (_u, splits) => splits.map((t) => clockText(district, t)),
          },
          {
            ...axis,
            ...{ size: 44, gap: 4, grid, space: 22 },
            ...(level !== null && { splits: [level] }),
            values: (_u, splits) => splits.map((v) => numberText(v)),
          },
        ],
        series: [
          {},
          ...lines.map((l) => ({
            ...looks[l.look],
            points: { show: count < 3 && l.look !== "edge", size: 4 },
            spanGaps: false,
          })),
        ],
        bands: hasBand ? [{ series: [2, 1], fill: token("focus-soft") }] : [],
        hooks: {
          draw: [
            (u) => {
              if (limit === undefined) return;
              const y = u.valToPos(limit, "y", true);
              u.ctx.save();
              u.ctx.strokeStyle = token("priority-2");
              u.ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
              u.ctx.beginPath();
              u.ctx.moveTo(u.bbox.left, y);
              u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
              u.ctx.stroke();
              u.ctx.restore();
            },
          ],
        },
      },
      data,
      box,
    );
    const resized = new ResizeObserver(() => {
      if (box.clientWidth > 0) plot.setSize({ width: box.clientWidth, height });
    });
    resized.observe(box);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [district, begun_s, tick_s, height, unit, lines, hasBand, limit, until, theme]);
  return <div ref={host} className={styles.chart} style={{ height }} role="img" aria-label={label} />;
}
