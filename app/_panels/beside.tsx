"use client";

import { Fragment, type ReactNode, useMemo } from "react";
import {
  type Compared,
  displayUnit,
  numberText,
  quantityText,
  type Suspect,
  type Tag,
  THIN,
  WATCH_RULES,
} from "@/sim-core";
import { ResidualChart } from "../_charts/residual";
import { acknowledgeDepartures, beginAnew, chartTag, seriesOf } from "../_commands/live";
import { residualText } from "../_commands/live-desk";
import { select } from "../_commands/select";
import type { Atlas } from "../_state/atlas";
import { clockText } from "../_state/clock";
import { type BesideView, useLive } from "../_state/live";
import { useWorkbench } from "../_state/store";
import styles from "./beside.module.css";
import panel from "./panel.module.css";

/** Suspects less likely than this are not worth a line; of places in one, so many are named. */
const LEAST_SHARE = 0.02;
const MOST_SUSPECTS = 3;
const MOST_PLACES = 4;
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
  const { begun_s, taken, left, rows, suspects, soundDays } = beside;
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
          suspects={suspects}
          alarms={alarms.length}
          suspected_s={beside.suspected_s}
        />
      )}
      <Charts atlas={atlas} tags={tags} beside={beside} />
      <Rows rows={rows} tags={tags} />
    </div>
  );
}

function Suspects(props: {
  readonly atlas: Atlas;
  readonly tags: ReadonlyMap<string, Tag>;
  readonly suspects: readonly Suspect[] | null;
  readonly alarms: number;
  readonly suspected_s: number;
}) {
  const { atlas, tags, suspects, alarms, suspected_s } = props;
  const shown = suspects?.filter((s) => s.share_1 >= LEAST_SHARE).slice(0, MOST_SUSPECTS) ?? [];
  return (
    <div className={styles.suspects}>
      <p className={styles.alarm} role="alert">
        <i aria-hidden="true">▲ </i>
        {alarms} {alarms === 1 ? "Tag departs" : "Tags depart"} from the twin
        <button type="button" className={panel.button} onClick={acknowledgeDepartures}>
          Seen
        </button>
      </p>
      {suspects === null || Number.isNaN(suspected_s) ? (
        <p className={panel.muted} role="status">
          Every single fault is tried on the twin …
        </p>
      ) : (
        <>
          <ol aria-label="Suspects">
            {shown.map((s) => (
              <SuspectLine key={`${s.kind} ${s.zone} ${s.places[0].at}`} atlas={atlas} tags={tags} suspect={s} />
            ))}
          </ol>
          <p className={`${panel.muted} ${panel.small}`}>
            At {clockText(atlas.district, suspected_s)}. Shares are among single faults that were tried (leaks, shut
            mains, wrong taps, lying instruments), not of everything that can happen.
          </p>
        </>
      )}
    </div>
  );
}

function SuspectLine(props: {
  readonly atlas: Atlas;
  readonly tags: ReadonlyMap<string, Tag>;
  readonly suspect: Suspect;
}) {
  const { atlas, tags, suspect } = props;
  const places = suspect.places.filter((p) => p.share_1 >= LEAST_SHARE * suspect.share_1).slice(0, MOST_PLACES);
  const more = suspect.places.filter((p) => p.share_1 >= LEAST_SHARE * suspect.share_1).length - places.length;
  const element = (at: string) => tags.get(at)?.element ?? at;
  return (
    <li>
      <p>
        <b>{percent(suspect.share_1)}</b> {wordsOf(atlas, suspect)}
      </p>
      {suspect.kind !== "sensor" && (
        <p>
          {places.length > 1 ? "Fits best at " : "Fits at "}
          {places.map((p, k) => (
            <Fragment key={p.at}>
              {k > 0 && ", "}
              <span className={styles.place}>
                <button type="button" className={panel.link} onClick={() => select(element(p.at))}>
                  {p.at}
                </button>{" "}
                ({percent(p.share_1)})
              </span>
            </Fragment>
          ))}
          {more > 0 && `; ${more} more places fit about as well`}
        </p>
      )}
      {suspect.evidence.length > 0 && (
        <ul>
          {suspect.evidence.map((e) => {
            const tag = tags.get(e.tag);
            if (!tag) return null;
            const near = Math.max(Math.abs(e.expected), Math.abs(e.seen));
            return (
              <li key={e.tag}>
                <button type="button" className={panel.link} onClick={() => chartTag(e.tag)}>
                  {e.tag}
                </button>{" "}
                {suspect.kind === "sensor"
                  ? `is ${signed(residualText(e.seen, tag, near))} off; its neighbours are as predicted`
                  : `${signed(residualText(e.expected, tag, near))} expected, ${signed(residualText(e.seen, tag, near))} seen`}
              </li>
            );
          })}
        </ul>
      )}
    </li>
  );
}

const percent = (share_1: number) =>
  share_1 > 0.99 ? `>${THIN}99${THIN}%` : `${numberText(Math.max(1, Math.round(100 * share_1)))}${THIN}%`;
const signed = (text: string) => (/^[-−]/.test(text) || /^0(?![.,]\d*[1-9])/.test(text) ? text : `+${text}`);

/** What is suspected, where and how large. */
function wordsOf(atlas: Atlas, { kind, zone, places }: Suspect): ReactNode {
  const [{ at, scored }] = places;
  const where = zoneName(atlas, zone, at);
  const began = scored.times;
  if (kind === "leak") return `A leak${where}, about ${numberText(5 * began, 2)}${THIN}L/s at 40${THIN}m of head`;
  if (kind === "closed") return `A main is shut${where}`;
  if (kind === "tap")
    return `A tap is off its record by about ${numberText(2 * Math.abs(began), 1)} steps, ${began > 0 ? "up" : "down"}${where}`;
  const how = {
    stuck: "has stopped: it says the same to the last bit",
    offset: "is off by a constant",
    drift: "drifts",
    anything: "says what nothing else confirms",
  };
  return `The instrument of ${at} ${how[scored.how ?? "anything"]}`;
}

function zoneName(atlas: Atlas, zone: string, at: string): string {
  const { byId } = atlas.graph;
  const of = byId.get(zone);
  if (of?.kind === "feeder") return ` on ${of.name ?? of.id}`;
  const ends = byId.get(at)?.relations.filter((r) => r.type === "connects") ?? [];
  for (const id of [at, ...ends.map((r) => r.to)])
    for (const r of byId.get(id)?.relations ?? []) {
      const place = r.type === "within" ? byId.get(r.to) : undefined;
      if (place?.kind === "zone") return ` in ${place.name ?? place.id}`;
    }
  return "";
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
        <span className={panel.muted}>{parts.unit.unit && `, ${parts.unit.unit}`}</span>
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
