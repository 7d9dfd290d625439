"use client";

import { useMemo } from "react";
import { type Compared, displayUnit, numberText, quantityText, type Tag, THIN, WATCH_RULES } from "@/sim-core";
import { ResidualChart } from "../_charts/residual";
import { beginAnew, chartTag, seriesOf } from "../_commands/live";
import { select } from "../_commands/select";
import type { Atlas } from "../_state/atlas";
import { clockText } from "../_state/clock";
import { type BesideView, useLive } from "../_state/live";
import { useWorkbench } from "../_state/store";
import styles from "./beside.module.css";
import panel from "./panel.module.css";
import { Suspects } from "./suspects";

const BAND = 2;

/** The field beside its twin: from what it was begun, what is suspected and why, a Tag's charts, and every Tag by significance. */
export function BesidePanel() {
  const beside = useLive((s) => s.beside);
  const link = useLive((s) => s.link);
  const atlas = useWorkbench((s) => s.atlas);
  return (
    <section className={`${panel.panel} ${styles.beside}`} aria-label="Field and twin">
      <div className={panel.head}>
        <h2 className={panel.title}>Field and twin</h2>
        {beside && (
          <button type="button" className={panel.button} onClick={beginAnew} title={ANEW}>
            Start again from now
          </button>
        )}
      </div>
      {atlas && beside ? (
        <Body atlas={atlas} beside={beside} />
      ) : (
        <p className={panel.muted} role="status">
          {link === "following"
            ? "The twin runs up to now and through twelve sound days, to know how far the field departs when nothing is wrong."
            : "Compare begins when the field speaks."}
        </p>
      )}
    </section>
  );
}

const ANEW =
  "Another twin, begun from the tanks, stores and switches as they are now. What departed until now is taken as it is: a leak that was there stays unseen where it only shows in a level.";

function Body({ atlas, beside }: { readonly atlas: Atlas; readonly beside: BesideView }) {
  const tags = useMemo(() => new Map(atlas.district.tags.map((t) => [t.id, t])), [atlas]);
  const { begun_s, taken, left, rows, verdict, soundDays } = beside;
  const alarms = rows.filter((r) => r.significance >= 1);
  return (
    <div className={styles.body}>
      <details className={styles.begun}>
        <summary>
          Twin begun at {clockText(atlas.district, begun_s)} from what was live then ({taken.length}
          {taken.length === 1 ? " state" : " states"}
          {left.length > 0 && `, ${left.length} missing`})
        </summary>
        <p>From the field: {taken.join(", ") || "nothing, no state is measured"}.</p>
        {left.length > 0 && <p>Missing, so the twin’s own: {left.map((l) => `${l.tag} (${l.why})`).join(", ")}.</p>}
        <p>
          Everything else is the twin’s own at that time: it ran from local midnight, people keep to their profiles, the
          weather is that of the scenario. It is not put to the field again by itself: that would carry a leak into the
          prediction.
        </p>
      </details>
      {rows.length === 0 || rows.every((r) => Number.isNaN(r.residual)) ? (
        <p role="status">The first step is compared when it is over: within five minutes.</p>
      ) : alarms.length === 0 ? (
        <p role="status">
          Nothing departs. An alarm without a cause comes about once in {WATCH_RULES.falseAlarmEvery_days} days, set on{" "}
          {soundDays} sound days.
        </p>
      ) : (
        <Suspects
          atlas={atlas}
          tags={tags}
          verdict={verdict}
          next={beside.next}
          alarms={alarms.length}
          suspected_s={beside.suspected_s}
        />
      )}
      <Charts atlas={atlas} tags={tags} beside={beside} />
      <Rows rows={rows} tags={tags} />
    </div>
  );
}

/** Field, twin and band of the Tag that was chosen, and its CUSUM under its limit. */
function Charts(props: {
  readonly atlas: Atlas;
  readonly tags: ReadonlyMap<string, Tag>;
  readonly beside: BesideView;
}) {
  const { atlas, tags, beside } = props;
  const charted = useLive((s) => s.charted);
  const tag = charted === null ? undefined : tags.get(charted);
  const row = beside.rows.find((r) => r.tag === charted);
  const parts = useMemo(() => {
    const series = charted === null ? null : seriesOf(charted);
    if (!series || !row || !tag) return null;
    const half = BAND * row.band.deviation;
    const edge = (side: number) => series.predicted.map((x) => x + row.band.mean + side * half);
    const unit = displayUnit(tag.unit, tag.owner, tag.quantity, Math.abs(row.predicted) || 1);
    const until = series.cusum_1.findLastIndex((x) => !Number.isNaN(x)) + 1;
    return {
      unit,
      until,
      lines: [
        { values: edge(-1), look: "edge" },
        { values: edge(1), look: "edge" },
        { values: series.predicted, look: "twin" },
        { values: series.measured, look: "field" },
      ] as const,
      cusum: [{ values: series.cusum_1, look: "cusum" }] as const,
    };
  }, [charted, row, tag]);
  if (!tag || !parts || parts.until === 0) return null;
  const { begun_s, tick_s } = beside;
  const common = { district: atlas.district, begun_s, tick_s, until: parts.until };
  return (
    <figure className={styles.charts}>
      <figcaption>
        <b>{tag.id}</b>
        <span className={styles.unit}>{parts.unit.unit}</span>
        <span className={styles.key}>
          <i data-look="field" /> field <i data-look="twin" /> twin <i data-look="band" /> ±{BAND}
          {THIN}σ
        </span>
      </figcaption>
      <ResidualChart
        {...common}
        label={`${tag.id}: field, twin and band`}
        height={112}
        unit={parts.unit}
        lines={parts.lines}
        hasBand
      />
      <figcaption className={panel.muted}>CUSUM over its limit; from 1 on an alarm</figcaption>
      <ResidualChart
        {...common}
        label={`${tag.id}: CUSUM over its limit`}
        height={72}
        unit={null}
        lines={parts.cusum}
        hasBand={false}
        limit={1}
      />
    </figure>
  );
}

function Rows({ rows, tags }: { readonly rows: readonly Compared[]; readonly tags: ReadonlyMap<string, Tag> }) {
  const charted = useLive((s) => s.charted);
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th>Tag, measured and predicted</th>
          <th title="Residual in deviations of what it is on sound days">σ</th>
          <th title="CUSUM over its limit, or how long the instrument has not moved: 1 and more is an alarm">
            Significance
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const tag = tags.get(row.tag);
          if (!tag) return null;
          const text = (value: number) => quantityText(value, tag.unit, tag.owner, tag.quantity);
          const isAlarm = row.significance >= 1;
          return (
            <tr key={row.tag} data-alarm={isAlarm} data-charted={row.tag === charted}>
              <td>
                <button
                  type="button"
                  onClick={() => {
                    chartTag(row.tag);
                    select(tag.element);
                  }}
                >
                  {row.tag}
                </button>
                <span>
                  {text(row.measured)} / {text(row.predicted)}
                </span>
              </td>
              <td>{Number.isNaN(row.departure) ? "–" : numberText(row.departure, 2)}</td>
              <td>
                {isAlarm && <i aria-hidden="true">▲ </i>}
                {numberText(row.significance, 2)}
                {isAlarm && (
                  <span>
                    {numberText((row.since_ticks * WATCH_RULES.tick_s) / 60)}
                    {THIN}min
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
