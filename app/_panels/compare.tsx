"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import {
  type Difference,
  differenceUnit,
  displayUnit,
  nameLabel,
  numberText,
  type RunEvent,
  THIN,
  toDisplay,
} from "@/sim-core";
import { chooseCompared, compareWith, swapCompared } from "../_commands/compare";
import { select } from "../_commands/select";
import { seek } from "../_commands/time";
import { showView } from "../_commands/view";
import { type Atlas, titleOf } from "../_state/atlas";
import { clockText } from "../_state/clock";
import { useWorkbench } from "../_state/store";
import { isState, labelOf, valueText } from "../_state/values";
import type { Variant } from "../_state/variants";
import styles from "./compare.module.css";
import panel from "./panel.module.css";
import { Select } from "./ui";

const ALL = "all";
const keyOf = (q: { readonly table: string; readonly rows: string; readonly name: string }) =>
  `${q.table}.${q.rows}.${q.name}`;

/** Two runs side by side in numbers: what differs, by how much, when most and since when. */
export function CompareView() {
  const compared = useWorkbench((s) => s.compared);
  const variants = useWorkbench((s) => s.variants);
  const atlas = useWorkbench((s) => s.atlas);
  const shown = useWorkbench((s) => s.shown);
  const a = variants.find((v) => v.id === compared?.a);
  const b = variants.find((v) => v.id === shown);
  const others = variants.filter((v) => v.id !== shown);
  const { comparison, quantity } = compared ?? {};
  const quantities = useMemo(() => comparison?.quantities() ?? [], [comparison]);
  if (!atlas || !b) return null;
  return (
    <div className={styles.view} data-testid="compare">
      <div className={styles.bar}>
        <span className={styles.side}>A</span>
        <div className={styles.pick}>
          <Select
            label="Run A"
            value={a?.id ?? ""}
            choices={others.map((v) => ({ value: v.id, label: v.name }))}
            onChange={compareWith}
          />
        </div>
        <span className={styles.side}>B</span>
        <strong className={styles.name} title={b.name}>
          {b.name}
        </strong>
        {compared && (
          <>
            <button type="button" className={panel.button} onClick={swapCompared}>
              Swap
            </button>
            <button type="button" className={panel.button} onClick={() => compareWith(null)}>
              End
            </button>
          </>
        )}
      </div>
      {!a || !compared ? (
        <p className={panel.muted}>Choose the run that {b.name} is to be held against.</p>
      ) : compared.error ? (
        <p className={panel.notice}>{compared.error}</p>
      ) : !comparison ? (
        <p className={panel.muted} role="status">
          {a.run.phase === "running" || b.run.phase === "running" || b.run.phase === "preparing"
            ? "Waiting for both runs to end"
            : "Holding every value of both runs against each other"}
        </p>
      ) : (
        <>
          <Verdict a={a} b={b} ticks={comparison.ticks} />
          <div className={styles.bar}>
            <span className={panel.muted}>Quantity</span>
            <div className={styles.pick}>
              <Select
                label="Quantity"
                value={quantity ? keyOf(quantity) : ALL}
                choices={[
                  { value: ALL, label: "All, by share of their spread" },
                  ...withChosen(quantities, quantity).map((q) => ({
                    value: keyOf(q),
                    label: `${q.table === "district" ? q.rows.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`) : q.table}: ${nameLabel(q.name).toLowerCase()} (${q.count})`,
                  })),
                ]}
                onChange={(v) => chooseCompared(quantities.find((q) => keyOf(q) === v) ?? null)}
              />
            </div>
            <button type="button" className={panel.link} disabled={!quantity} onClick={() => showView("twin")}>
              {quantity ? "Show on the twin" : "Choose one quantity to see it on the twin"}
            </button>
          </div>
          <div className={styles.halves}>
            <Differences atlas={atlas} b={b} />
            <Apart atlas={atlas} a={a} b={b} />
          </div>
        </>
      )}
    </div>
  );
}

type Counted = { readonly table: string; readonly rows: string; readonly name: string; readonly count: number };

/** A quantity that is chosen and nowhere differs stays in the list. */
function withChosen(all: readonly Counted[], chosen: Omit<Counted, "count"> | null | undefined): readonly Counted[] {
  if (!chosen || all.some((q) => keyOf(q) === keyOf(chosen))) return all;
  return [{ ...chosen, count: 0 }, ...all];
}

function Verdict({ a, b, ticks }: { readonly a: Variant; readonly b: Variant; readonly ticks: number }) {
  const [first, second] = [a.run.result, b.run.result];
  const comparison = useWorkbench((s) => s.compared?.comparison);
  const all = useMemo(() => comparison?.differences() ?? [], [comparison]);
  const at = (tick: number) => clockText(b.district, b.scenario.start_s + tick * b.scenario.tick_s);
  if (first && second && first.digest === second.digest)
    return <p data-testid="verdict">The same digest: the two runs are the same to the last bit, at every tick.</p>;
  const earliest = all.reduce((least, d) => Math.min(least, d.firstTick), Number.POSITIVE_INFINITY);
  return (
    <p data-testid="verdict">
      {all.length === 0
        ? "No recorded value differs as far as a display value (f32) can tell, but the digests do."
        : `${numberText(all.length)}${THIN}rows differ, the first at ${at(earliest)}, over ${numberText(ticks)}${THIN}ticks.`}
      {a.history && b.history && a.history.tickCount !== b.history.tickCount && (
        <>
          {" "}
          A has {numberText(a.history.tickCount)} ticks, B {numberText(b.history.tickCount)}: only those that both have
          are compared.
        </>
      )}
    </p>
  );
}

function Differences({ atlas, b }: { readonly atlas: Atlas; readonly b: Variant }) {
  const compared = useWorkbench((s) => s.compared);
  const selected = useWorkbench((s) => s.selected);
  const { comparison, quantity } = compared ?? {};
  const rows = useMemo(() => comparison?.differences(quantity ?? undefined) ?? [], [comparison, quantity]);
  const list = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => 28,
    overscan: 12,
  });
  const at = (tick: number) => clockText(b.district, b.scenario.start_s + tick * b.scenario.tick_s);
  const isChosen = quantity !== null && quantity !== undefined;
  return (
    <div ref={list} className={styles.scroll} data-testid="differences">
      {rows.length === 0 ? (
        <p className={`${panel.muted} ${styles.none}`}>
          {isChosen ? `${nameLabel(quantity.name)} is the same in both, at every tick.` : "Nothing differs."}
        </p>
      ) : (
        <table className={styles.table} data-one={isChosen}>
          <thead>
            <tr>
              <th>Element</th>
              {!isChosen && <th>Quantity</th>}
              <th data-number="true">A</th>
              <th data-number="true">B</th>
              <th data-number="true">B − A</th>
              <th data-number="true" title="The difference over the quantity's spread in both runs">
                Share
              </th>
              <th title="When the difference is largest">At</th>
              <th title="First tick that is not the same">Since</th>
            </tr>
          </thead>
          <tbody style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((v) => {
              const d = rows[v.index];
              const index = atlas.indexOf.get(d.element);
              return (
                <tr
                  key={`${d.element} ${keyOf(d)}`}
                  style={{ transform: `translateY(${v.start}px)` }}
                  data-selected={d.element === selected}
                  onClick={() => {
                    seek(d.tick);
                    select(d.element);
                  }}
                >
                  <td>
                    <button type="button" className={panel.link}>
                      {index === undefined ? d.element : titleOf(atlas, index)}
                    </button>
                  </td>
                  {!isChosen && <td>{labelOf(d.name)}</td>}
                  <td data-number="true">{sideText(d, d.a)}</td>
                  <td data-number="true">{sideText(d, d.b)}</td>
                  <td data-number="true">
                    <b>{differenceText(d)}</b>
                  </td>
                  <td data-number="true">
                    {d.share_1 < 1e-4 ? "< 0.01" : numberText(d.share_1 * 100, 2)}
                    {THIN}%
                  </td>
                  <td>{at(d.tick)}</td>
                  <td>{at(d.firstTick)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </div>
  );
}

const sideText = (d: Difference, v: number) => (Number.isNaN(v) ? "absent" : valueText(d.name, d.unit, d.table, v));

function differenceText(d: Difference): string {
  if (Number.isNaN(d.difference)) return Number.isNaN(d.a) ? "only in B" : "only in A";
  if (isState(d.name)) return "changed";
  const shown = differenceUnit(displayUnit(d.unit, d.table, d.name, Math.abs(d.difference)));
  const text = numberText(toDisplay(d.difference, shown));
  return `${d.difference > 0 ? "+" : ""}${text}${shown.unit ? `${THIN}${shown.unit}` : ""}`;
}

/** Events that only one of them has, or at another time; and what one records and the other does not. */
function Apart({ atlas, a, b }: { readonly atlas: Atlas; readonly a: Variant; readonly b: Variant }) {
  const events = useWorkbench((s) => s.compared?.events);
  const missing = useWorkbench((s) => s.compared?.comparison?.missing ?? NONE);
  if (!events) return null;
  const groups = [
    { title: "Events only in B", list: events.onlyB, of: b },
    { title: "Events only in A", list: events.onlyA, of: a },
  ];
  const at = (e: RunEvent, of: Variant) => clockText(of.district, of.scenario.start_s + e.time_s);
  const titled = (e: RunEvent) => {
    const index = atlas.indexOf.get(e.element);
    if (index === undefined || e.text.includes(titleOf(atlas, index))) return e.text;
    return `${titleOf(atlas, index)}: ${e.text}`;
  };
  const goTo = (e: RunEvent) => {
    seek(e.tick);
    select(e.element);
  };
  return (
    <div className={styles.apart} data-testid="events-apart">
      {groups.map(({ title, list, of }) => (
        <div key={title}>
          <h3>
            {title} <span>{numberText(list.length)}</span>
          </h3>
          <ol>
            {list.slice(0, 200).map((e) => (
              <li key={`${e.tick} ${e.type} ${e.element} ${e.text}`}>
                <button type="button" onClick={() => goTo(e)}>
                  <time>{at(e, of)}</time>
                  <span>{titled(e)}</span>
                </button>
              </li>
            ))}
          </ol>
          {list.length > 200 && <p className={panel.muted}>and {numberText(list.length - 200)} more</p>}
        </div>
      ))}
      {events.moved.length > 0 && (
        <div>
          <h3>
            Events at another time <span>{numberText(events.moved.length)}</span>
          </h3>
          <ol>
            {events.moved.slice(0, 200).map(({ a: x, b: y }) => (
              <li key={`${x.tick} ${y.tick} ${x.type} ${x.element} ${x.text}`}>
                <button type="button" onClick={() => goTo(y)}>
                  <time>
                    {at(x, a)} → {at(y, b)}
                  </time>
                  <span>{titled(y)}</span>
                </button>
              </li>
            ))}
          </ol>
        </div>
      )}
      {missing.length > 0 && (
        <div>
          <h3>Not comparable</h3>
          <ul>
            {missing.map((m) => (
              <li key={`${m.side} ${m.table} ${m.rows} ${m.name}`} className={panel.muted}>
                {m.name
                  ? `${m.table} ${m.rows} ${nameLabel(m.name).toLowerCase()}`
                  : `${numberText(m.ids.length)} ${m.table} ${m.rows}: ${m.ids.slice(0, 4).join(", ")}${m.ids.length > 4 ? " …" : ""}`}{" "}
                {m.side === "onlyA" ? "only in A" : "only in B"}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

const NONE: readonly never[] = [];
