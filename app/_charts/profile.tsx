"use client";

import { useEffect, useRef } from "react";
import uPlot from "uplot";
import type { FeederProfile } from "@/sim-core";
import { useWorkbench } from "../_state/store";
import { axisText } from "./axis";
import styles from "./trend.module.css";

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export interface ProfileChartProps {
  readonly profile: FeederProfile;
  /** Per unit, NaN where a bus has none. */
  readonly voltageOf: (bus: string) => number;
  /** Grows when the values are others though the profile is the same. */
  readonly version: number;
  readonly height: number;
  readonly picked: string | null;
  /** From limit to limit, or only as far as the values go. */
  readonly isWide: boolean;
  onPick(bus: string): void;
  onHover(bus: string | null): void;
}

/** Lowest and highest voltage of a supply, EN 50160: 90 % and 110 %. */
export const VOLTAGE_LIMITS = [90, 110] as const;

interface Spot {
  readonly bus: string;
  readonly x: number;
  readonly isLow: boolean;
}

/** Voltage against the distance from the substation: each way of the feeder a line, low-voltage bars as rings below. */
export function ProfileChart({
  profile,
  voltageOf,
  version,
  height,
  picked,
  isWide,
  onPick,
  onHover,
}: ProfileChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useWorkbench((s) => s.theme);
  const plot = useRef<uPlot | null>(null);
  const live = useRef({ voltageOf, picked, onPick, onHover });
  live.current = { voltageOf, picked, onPick, onHover };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read through the tokens
  useEffect(() => {
    const box = host.current;
    if (!box) return;
    const isMetres = profile.unit === "m";
    const spots: Spot[] = profile.traces.flatMap((t) =>
      t.buses.map((bus, k) => ({ bus, x: t.distance[k] * (isMetres ? 1e-3 : 1), isLow: t.isLow })),
    );
    const end = Math.max(1e-9, ...spots.map((s) => s.x));
    const lines = profile.traces.filter((t) => t.buses.length > 1);
    const [text, secondary, line, surface] = ["text", "secondary", "line", "surface"].map(token);
    const alarm = token("priority-2");
    const font = `11px ${token("font")}`;
    const chart = new uPlot(
      {
        width: Math.max(120, box.clientWidth),
        height,
        padding: [8, 20, 0, 0],
        legend: { show: false },
        cursor: { show: true, x: true, y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: {
          x: { time: false, range: () => [-0.02 * end, end * 1.04] },
          y: {
            range: () => {
              let [low, high] = isWide ? [VOLTAGE_LIMITS[0], VOLTAGE_LIMITS[1]] : [Infinity, -Infinity];
              for (const s of spots) {
                const v = live.current.voltageOf(s.bus) * 100;
                if (v > 1) [low, high] = [Math.min(low, v), Math.max(high, v)];
              }
              if (low > high) return [VOLTAGE_LIMITS[0] - 1, VOLTAGE_LIMITS[1] + 1];
              const room = Math.max(0.25, 0.08 * (high - low));
              return [low - room, high + room];
            },
          },
        },
        axes: [
          axis({ stroke: secondary, font, line, size: 24 }),
          axis({ stroke: secondary, font, line, size: 46, space: 22 }),
        ],
        series: [{}, { show: true, stroke: "transparent", points: { show: false } }],
        hooks: {
          draw: [
            (u) => {
              const c = u.ctx;
              const ratio = devicePixelRatio;
              const px = (x: number) => u.valToPos(x, "x", true);
              const py = (v: number) => u.valToPos(v, "y", true);
              c.save();
              c.beginPath();
              c.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
              c.clip();
              c.strokeStyle = alarm;
              c.lineWidth = ratio;
              c.setLineDash([4 * ratio, 3 * ratio]);
              for (const limit of VOLTAGE_LIMITS) {
                c.beginPath();
                c.moveTo(u.bbox.left, py(limit));
                c.lineTo(u.bbox.left + u.bbox.width, py(limit));
                c.stroke();
              }
              lines.forEach((t, k) => {
                c.strokeStyle = k === 0 ? text : secondary;
                c.lineWidth = (k === 0 ? 2 : 1.4) * ratio;
                c.setLineDash(t.isLow ? [2 * ratio, 2 * ratio] : []);
                c.beginPath();
                let isDown = false;
                t.buses.forEach((bus, n) => {
                  const v = live.current.voltageOf(bus) * 100;
                  const x = t.distance[n] * (isMetres ? 1e-3 : 1);
                  if (!(v > 1)) isDown = false;
                  else if (isDown) c.lineTo(px(x), py(v));
                  else c.moveTo(px(x), py(v));
                  if (v > 1) isDown = true;
                });
                c.stroke();
              });
              c.setLineDash([]);
              for (const s of spots) {
                const v = live.current.voltageOf(s.bus) * 100;
                if (!(v > 1)) continue;
                const isOut = v < VOLTAGE_LIMITS[0] || v > VOLTAGE_LIMITS[1];
                const isPicked = s.bus === live.current.picked;
                c.beginPath();
                c.arc(px(s.x), py(v), (isPicked ? 5 : spots.length > 150 ? 2 : 3) * ratio, 0, Math.PI * 2);
                c.fillStyle = isPicked ? token("focus") : isOut ? alarm : s.isLow ? surface : text;
                c.fill();
                c.strokeStyle = isPicked ? token("focus") : isOut ? alarm : text;
                c.lineWidth = 1.2 * ratio;
                c.stroke();
              }
              c.restore();
            },
          ],
        },
      },
      // the two ends only: the ways are drawn by the hook, since two of them may stand at one distance
      [
        [0, end],
        [100, 100],
      ],
      box,
    );
    plot.current = chart;
    const nearest = (e: MouseEvent): string | null => {
      const r = chart.over.getBoundingClientRect();
      let best: string | null = null;
      let least = 28;
      for (const s of spots) {
        const v = live.current.voltageOf(s.bus) * 100;
        if (!(v > 1)) continue;
        const d = Math.hypot(
          chart.valToPos(s.x, "x") - (e.clientX - r.left),
          chart.valToPos(v, "y") - (e.clientY - r.top),
        );
        if (d < least) [best, least] = [s.bus, d];
      }
      return best;
    };
    const click = (e: MouseEvent) => {
      const bus = nearest(e);
      if (bus !== null) live.current.onPick(bus);
    };
    const move = (e: MouseEvent) => live.current.onHover(nearest(e));
    const leave = () => live.current.onHover(null);
    chart.over.addEventListener("click", click);
    chart.over.addEventListener("mousemove", move);
    chart.over.addEventListener("mouseleave", leave);
    const resized = new ResizeObserver(() => {
      if (box.clientWidth > 0) chart.setSize({ width: box.clientWidth, height });
    });
    resized.observe(box);
    return () => {
      resized.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [profile, theme, height, isWide]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other values or another pick: the same chart drawn again
  useEffect(() => {
    plot.current?.redraw(true, true);
  }, [version, picked]);

  return <div ref={host} className={styles.chart} style={{ height }} />;
}

function axis(a: { stroke: string; font: string; line: string; size: number; space?: number }): uPlot.Axis {
  return {
    stroke: a.stroke,
    font: a.font,
    size: a.size,
    gap: 4,
    space: a.space ?? 60,
    ticks: { show: false },
    grid: { stroke: a.line, width: 1 },
    values: (_u, splits) => splits.map((v) => axisText(v, splits)),
  };
}
