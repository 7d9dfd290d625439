"use client";

import { useMemo, useState } from "react";
import {
  displayUnit,
  type FieldValue,
  nameLabel,
  numberText,
  quantityText,
  schemaOf,
  THIN,
  unitOfName,
} from "@/sim-core";
import { TrendChart } from "../_charts/trend";
import { fieldsOf, openDraft } from "../_commands/branch";
import { pinChart } from "../_commands/charts";
import { select } from "../_commands/select";
import { seek } from "../_commands/time";
import { type Atlas, layerAt, titleOf } from "../_state/atlas";
import { UTILITY_OF_LAYER } from "../_state/kinds";
import { isOf } from "../_state/quantities";
import { type Chart, useWorkbench } from "../_state/store";
import { labelOf, QUALITY, valueText } from "../_state/values";
import styles from "./inspector.module.css";
import { Swatch } from "./layers";
import panel from "./panel.module.css";
import { IconButton } from "./ui";

const RELATION_WORDS = {
  connects: ["Connects", "Connected to by"],
  feeds: ["Feeds", "Fed by"],
  serves: ["Serves", "Served by"],
  protects: ["Protects", "Protected by"],
  measures: ["Measures", "Measured by"],
  within: ["Within", "Contains"],
} as const;

export function Inspector() {
  const atlas = useWorkbench((s) => s.atlas);
  const selected = useWorkbench((s) => s.selected);
  const index = atlas && selected ? (atlas.indexOf.get(selected) ?? -1) : -1;
  return (
    <section className={`${panel.panel} ${styles.inspector}`} aria-label="Inspector">
      {atlas && index >= 0 ? (
        <Subject key={selected} atlas={atlas} index={index} />
      ) : (
        <>
          <div className={panel.head}>
            <h2 className={panel.title}>Inspector</h2>
          </div>
          <p className={panel.muted}>
            Pick something on the twin, in the table or with <kbd className={panel.kbd}>Tab</kbd> to see its values, its
            limits and what it hangs on.
          </p>
        </>
      )}
    </section>
  );
}

function Subject({ atlas, index }: { readonly atlas: Atlas; readonly index: number }) {
  const e = atlas.elements[index];
  const look = atlas.looks[index];
  const owner = atlas.district.owners.find((o) => o.id === e.owner);
  const fields = Object.entries(e.fields).filter(([name]) => name !== "loop");
  const meaning = new Map(schemaOf(e.kind)?.fields.map((f) => [f.name, f.meaning]));
  const limits = atlas.district.limits.filter((l) => l.element === e.id);
  return (
    <>
      <div className={styles.subject}>
        <div>
          <h2 className={styles.name}>{titleOf(atlas, index)}</h2>
          <p className={`${panel.muted} ${panel.small}`}>
            {look.layer && <Swatch layer={look.layer} />} {look.label} · {e.id} · {owner?.name ?? e.owner}
          </p>
        </div>
        <IconButton label="Let go (Esc)" icon="close" onClick={() => select(null)} />
      </div>
      <ChangeFromHere atlas={atlas} index={index} />
      <div className={styles.body}>
        <Values atlas={atlas} index={index} />
        {limits.length > 0 && (
          <div className={styles.group}>
            <h3>Limits</h3>
            <dl>
              {limits.map((l) => {
                const unit = unitOfName(l.quantity);
                return (
                  <div key={l.id} className={styles.line}>
                    <dt title={l.text}>
                      {nameLabel(l.quantity)} {l.side === "above" ? "not above" : "not below"}
                    </dt>
                    <dd>{quantityText(l.value, unit, look.layer ?? "", l.quantity)}</dd>
                  </div>
                );
              })}
            </dl>
          </div>
        )}
        <Relations atlas={atlas} index={index} />
        {fields.length > 0 && (
          <div className={styles.group}>
            <h3>Given</h3>
            <dl>
              {fields.map(([name, value]) => (
                <div key={name} className={styles.line}>
                  <dt title={meaning.get(name)}>{nameLabel(name)}</dt>
                  <dd>{fieldText(name, value, look.layer ?? "")}</dd>
                </div>
              ))}
            </dl>
          </div>
        )}
      </div>
    </>
  );
}

/** What an operator could do to it now: writes the Change down, and a branch says what comes of it. */
function ChangeFromHere({ atlas, index }: { readonly atlas: Atlas; readonly index: number }) {
  const isReady = useWorkbench((s) => s.history !== null && s.tick < s.received && s.run.source !== "live");
  const e = atlas.elements[index];
  const [first] = fieldsOf(e);
  if (!first || !isReady) return null;
  return (
    <button type="button" className={`${panel.button} ${styles.change}`} onClick={() => openDraft(e.id)}>
      Change from here
    </button>
  );
}

function fieldText(name: string, value: FieldValue, trade: string): string {
  if (typeof value === "number") return quantityText(value, unitOfName(name), trade, name);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  return `${numberText(value.length)} values`;
}

/** What the run recorded about this element, at the cursor; one of them drawn over time. */
function Values({ atlas, index }: { readonly atlas: Atlas; readonly index: number }) {
  const e = atlas.elements[index];
  const history = useWorkbench((s) => s.history);
  const tick = useWorkbench((s) => s.tick);
  const received = useWorkbench((s) => s.received);
  const source = useWorkbench((s) => s.run.source);
  const refills = useWorkbench((s) => s.refills);
  const other = useWorkbench((s) => s.variants.find((v) => v.id === s.compared?.a)?.history ?? null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is known grows as ticks arrive or come back
  const columns = useMemo(
    () => history?.knownOf(e.id).filter((c) => isOf(e.kind, c.column)) ?? [],
    [history, e, received, refills],
  );
  const [wanted, setWanted] = useState<string | null>(null);
  if (!history || received === 0) {
    return <p className={`${panel.muted} ${styles.group}`}>No values yet: run the scenario.</p>;
  }
  if (columns.length === 0) return null;
  const key = (c: (typeof columns)[number]) => `${c.column.table}.${c.column.rows}.${c.column.name}`;
  const shown =
    columns.find((c) => key(c) === wanted) ?? columns.find((c) => PREFERRED.has(c.column.name)) ?? columns[0];
  const chart: Chart = { element: e.id, column: shown.column, row: shown.row };
  const layer = layerAt(atlas, index);
  const bad = history.badAt(tick)?.find((b) => layer && b.utility === UTILITY_OF_LAYER[layer]);
  const otherColumns = other?.columnsOf(e.id) ?? [];
  const otherText = (c: (typeof columns)[number]) => {
    const same = otherColumns.find((x) => key(x) === key(c));
    if (!other) return null;
    const v = same ? other.at(tick, same.column, same.row) : Number.NaN;
    return valueText(c.column.name, c.column.unit, c.column.table, v);
  };
  return (
    <div className={styles.group}>
      <h3>
        Now <span className={styles.source}>{source}</span>
        {other && <span className={styles.source}>B, with A beside it</span>}
      </h3>
      {bad && (
        <p className={panel.small}>
          <b aria-hidden="true">{QUALITY[bad.quality].mark}</b> Values {QUALITY[bad.quality].text}.
        </p>
      )}
      <dl>
        {columns.map((c) => {
          const v = history.at(tick, c.column, c.row);
          return (
            <div key={key(c)} className={styles.line} data-shown={c === shown}>
              <dt>
                <button type="button" className={styles.pick} onClick={() => setWanted(key(c))} title="Draw over time">
                  {labelOf(c.column.name)}
                </button>
              </dt>
              <dd data-column={c.column.name} data-quality={bad?.quality} title={bad && QUALITY[bad.quality].text}>
                {bad && <span aria-hidden="true">{QUALITY[bad.quality].mark} </span>}
                {valueText(c.column.name, c.column.unit, c.column.table, v)}
                {other && <span className={panel.muted}> (A: {otherText(c)})</span>}
              </dd>
            </div>
          );
        })}
      </dl>
      <div className={styles.trend}>
        <div className={styles.trendHead}>
          <span>
            {nameLabel(shown.column.name)}
            {unitSuffix(
              shown.column.unit,
              shown.column.table,
              shown.column.name,
              history.at(tick, shown.column, shown.row),
            )}
          </span>
          <IconButton label="Pin to the timeline" icon="pin" onClick={() => pinChart(chart)} />
        </div>
        <TrendChart chart={chart} height={104} onSeek={seek} />
      </div>
    </div>
  );
}

const PREFERRED = new Set([
  "pressure_Pa",
  "loading_1",
  "voltage_1",
  "power_W",
  "temperature_K",
  "level_m",
  "electric_W",
]);

function unitSuffix(unit: string, trade: string, name: string, v: number): string {
  const shown = displayUnit(unit, trade, name, Math.abs(v) || 0).unit;
  return shown ? `, ${shown}` : "";
}

const MOST = 8;

function Relations({ atlas, index }: { readonly atlas: Atlas; readonly index: number }) {
  const e = atlas.elements[index];
  const groups = useMemo(() => {
    const out = new Map<string, string[]>();
    const put = (word: string, id: string) => {
      const list = out.get(word);
      if (!list) out.set(word, [id]);
      else if (!list.includes(id)) list.push(id);
    };
    for (const r of e.relations) put(RELATION_WORDS[r.type][0], r.to);
    for (const r of atlas.graph.in(e.id)) put(RELATION_WORDS[r.type][1], r.id);
    return [...out];
  }, [atlas, e]);
  if (groups.length === 0) return null;
  return (
    <div className={styles.group}>
      <h3>Relations</h3>
      {groups.map(([word, ids]) => (
        <RelationGroup key={word} atlas={atlas} word={word} ids={ids} />
      ))}
    </div>
  );
}

function RelationGroup({ atlas, word, ids }: { atlas: Atlas; word: string; ids: readonly string[] }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? ids : ids.slice(0, MOST);
  return (
    <div className={styles.relation}>
      <span className={panel.muted}>{word}</span>
      <span>
        {shown.map((id, k) => {
          const i = atlas.indexOf.get(id);
          return (
            <span key={id}>
              {k > 0 && ", "}
              {i === undefined ? (
                <span className={panel.muted}>{id} (not in this district)</span>
              ) : (
                <button type="button" className={panel.link} onClick={() => select(id)}>
                  {titleOf(atlas, i)}
                </button>
              )}
            </span>
          );
        })}
        {ids.length > MOST && !isWhole && (
          <>
            {" "}
            <button type="button" className={panel.link} onClick={() => setWhole(true)}>
              and {numberText(ids.length - MOST)}
              {THIN}more
            </button>
          </>
        )}
      </span>
    </div>
  );
}
