"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef, useState } from "react";
import type { RunEvent } from "@/sim-core";
import { numberText, THIN } from "@/sim-core";
import { goTo } from "../_commands/select";
import { type Atlas, layerAt, titleOf } from "../_state/atlas";
import { clockText, dateText } from "../_state/clock";
import { activeAt, scenarioOf, useWorkbench } from "../_state/store";
import styles from "./feed.module.css";
import panel from "./panel.module.css";
import { Select } from "./ui";

export const MARK = ["", "■", "▲", "▼", "●"] as const;
export const PRIORITY_WORDS = ["", "Priority 1", "Priority 2", "Priority 3", "Diagnostic"] as const;

const FILTERS = [
  { value: "4", label: "All" },
  { value: "2", label: "■ ▲ only" },
  { value: "1", label: "■ only" },
];

export function Feed() {
  const events = useWorkbench((s) => s.events);
  const phase = useWorkbench((s) => s.run.phase);
  const tick = useWorkbench((s) => s.tick);
  const atlas = useWorkbench((s) => s.atlas);
  const scenario = useWorkbench(scenarioOf);
  const selected = useWorkbench((s) => s.selected);
  const [most, setMost] = useState("4");
  const list = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => fold(events.filter((e) => e.priority <= Number(most))), [events, most]);
  const open = useMemo(() => new Set(activeAt(events, tick)), [events, tick]);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => list.current,
    estimateSize: () => 44,
    overscan: 8,
    measureElement: (e) => e.getBoundingClientRect().height,
  });
  return (
    <section className={`${panel.panel} ${styles.feed}`} aria-label="Feed">
      <div className={panel.head}>
        <h2 className={panel.title}>Feed</h2>
        {events.length > 0 && (
          <div className={styles.filter}>
            <span className={`${panel.muted} ${panel.small}`}>
              {open.size ? `${numberText(open.size)}${THIN}open now` : "none open now"}
            </span>
            <div className={styles.choice}>
              <Select label="Events shown" value={most} choices={FILTERS} isCompact onChange={setMost} />
            </div>
          </div>
        )}
      </div>
      {shown.length === 0 && (
        <p className={panel.muted}>
          {phase === "finished"
            ? events.length
              ? "No event of this priority in this run."
              : "No limit was crossed in this run."
            : phase === "running" || phase === "preparing"
              ? "Events are listed when the run ends."
              : "Limits crossed, starts and failures appear here, each with its time, its value and its limit."}
        </p>
      )}
      <div ref={list} className={styles.list} hidden={shown.length === 0}>
        <ol style={{ height: rows.getTotalSize(), position: "relative" }}>
          {rows.getVirtualItems().map((v) => {
            const group = shown[v.index];
            const e = group[0];
            const index = atlas?.indexOf.get(e.element);
            const layer = atlas && index !== undefined ? layerAt(atlas, index) : null;
            return (
              <li
                key={v.key}
                data-index={v.index}
                ref={rows.measureElement}
                style={{ position: "absolute", top: 0, left: 0, right: 0, transform: `translateY(${v.start}px)` }}
              >
                <button
                  type="button"
                  className={styles.event}
                  data-future={e.tick > tick}
                  data-open={group.some((x) => open.has(x))}
                  data-selected={group.some((x) => x.element === selected)}
                  onClick={() => goTo(group)}
                >
                  <time>
                    {atlas && scenario ? clockText(atlas.district, scenario.start_s + e.time_s) : ""}
                    {atlas && scenario && scenario.duration_s > 86_400 && (
                      <small>
                        {dateText(atlas.district, scenario.start_s + e.time_s)
                          .split(" ")
                          .slice(0, 2)
                          .join(" ")}
                      </small>
                    )}
                  </time>
                  <span className={styles.mark} data-priority={e.priority} title={PRIORITY_WORDS[e.priority]}>
                    {markOf(e)}
                  </span>
                  <span>
                    {layer && <i className={styles.dot} style={{ background: `var(--${layer}, var(--secondary))` }} />}
                    {titleFor(group, atlas)}
                    {textOf(e)}
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
      </div>
    </section>
  );
}

/** What happened at one tick to many alike is one line: a flood folds to its root figures. */
function fold(events: readonly RunEvent[]): readonly (readonly RunEvent[])[] {
  const groups = new Map<string, RunEvent[]>();
  for (const e of events) {
    const key =
      e.type === "failure"
        ? // what broke, went out of service and solved again are three things
          `failure ${e.priority} ${e.element} ${e.text.split(" ").slice(0, 3).join(" ")}`
        : `${e.tick} ${e.type} ${e.quantity} ${e.limit} ${e.priority}`;
    const list = e.type === "device" || e.type === "change" ? undefined : groups.get(key);
    if (list) list.push(e);
    else groups.set(e.type === "device" || e.type === "change" ? `${key} ${e.element} ${e.text}` : key, [e]);
  }
  return [...groups.values()];
}

/** Whom it concerns, where the text does not say so itself. */
function titleFor(group: readonly RunEvent[], atlas: Atlas | null): ReactNode {
  const [first] = group;
  if (first.type === "failure") return group.length > 1 ? <b>{numberText(group.length)} times, first: </b> : null;
  const index = atlas?.indexOf.get(first.element);
  if (!atlas || index === undefined) return null;
  const title = titleOf(atlas, index);
  if (group.length > 1) {
    const elements = new Set(group.map((e) => e.element)).size;
    return (
      <b>
        {title} and {numberText(elements - 1)} more:{" "}
      </b>
    );
  }
  // "PU1 started" of an element that has only its id for a name: the kind is what the line lacks
  const isNameless = atlas.elements[index].name === undefined;
  if (isNameless && first.text.startsWith(`${first.element} `)) return <b>{atlas.looks[index].label} </b>;
  return first.text.includes(title) ? null : <b>{title}: </b>;
}

/** A figure and its unit stay on one line. */
const textOf = (e: RunEvent) => e.text.replace(/(\d) (?=[\p{L}°%]{1,5}\b)/gu, "$1\u00a0");

const markOf = (e: RunEvent) => (e.type === "crossing" || e.type === "failure" ? MARK[e.priority] : "·");
