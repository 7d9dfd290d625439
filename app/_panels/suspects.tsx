"use client";

import { Fragment, type ReactNode } from "react";
import {
  ALIKE_SHARE_1,
  type NextReading,
  numberText,
  type Suspect,
  spanOf,
  type Tag,
  THIN,
  type Verdict,
} from "@/sim-core";
import { acknowledgeDepartures, chartTag } from "../_commands/live";
import { residualText } from "../_commands/live-desk";
import { select } from "../_commands/select";
import type { Atlas } from "../_state/atlas";
import { clockText } from "../_state/clock";
import styles from "./beside.module.css";
import panel from "./panel.module.css";

/** Suspects less likely than this are not worth a line; of places that are alike, so many are named at once. */
const LEAST_SHARE = 0.02;
const MOST_SUSPECTS = 3;
const MOST_PLACES = 4;
/** A reading that leaves more than this part of the places is not worth the way. */
const MUCH_LEFT = 0.8;
/** Less than this is not sure. */
const SURE = 0.9;

/** What would explain that the field departs: kinds of fault with their part of the network, and what speaks for each. */
export function Suspects(props: {
  readonly atlas: Atlas;
  readonly tags: ReadonlyMap<string, Tag>;
  readonly verdict: Verdict | "working" | null;
  readonly next: NextReading | null;
  readonly alarms: number;
  readonly suspected_s: number;
}) {
  const { atlas, tags, verdict, next, alarms, suspected_s } = props;
  return (
    <div className={styles.suspects}>
      <p className={styles.alarm} role="alert">
        <i aria-hidden="true">▲ </i>
        {alarms} {alarms === 1 ? "Tag departs" : "Tags depart"} from the twin
        <button type="button" className={panel.button} onClick={acknowledgeDepartures}>
          Seen
        </button>
      </p>
      {verdict === null || verdict === "working" || Number.isNaN(suspected_s) ? (
        <p className={panel.muted} role="status">
          Every single fault is tried on the twin …
        </p>
      ) : (
        <>
          <p role="status">{sureness(verdict)}</p>
          <ol aria-label="Suspects">
            {shownOf(verdict).map((s, k) => (
              <SuspectLine
                key={`${s.kind} ${s.zone} ${s.places[0].at}`}
                {...{ atlas, tags }}
                suspect={s}
                next={k === 0 ? next : null}
              />
            ))}
            {verdict.else_1 >= LEAST_SHARE && (
              <li>
                <p>
                  <b>{percent(verdict.else_1)}</b> Something else: another kind of fault, or two at once
                </p>
              </li>
            )}
            {verdict.none_1 >= LEAST_SHARE && (
              <li>
                <p>
                  <b>{percent(verdict.none_1)}</b> Nothing: chance, as on a sound day now and then
                </p>
              </li>
            )}
          </ol>
          <p className={`${panel.muted} ${panel.small}`}>
            At {clockText(atlas.district, suspected_s)}. Tried: a leak at each junction, each main shut, each tap off,
            each instrument lying, one at a time. A share says how often such an answer was right on played single
            faults: of ten stated with 90{THIN}%, nine. Two faults at once are often taken for one.
          </p>
        </>
      )}
    </div>
  );
}

const shownOf = ({ suspects }: Verdict): readonly Suspect[] =>
  suspects.filter((s) => s.share_1 >= LEAST_SHARE).slice(0, MOST_SUSPECTS);

/** How sure the answer is, in words. */
function sureness({ suspects: [first], else_1, none_1 }: Verdict): string {
  const share_1 = first?.share_1 ?? 0;
  if (none_1 > Math.max(share_1, else_1))
    return "Most likely nothing is wrong. Wait: a fault goes on, chance does not.";
  if (else_1 > share_1) return "No single fault explains what is seen.";
  if (share_1 >= SURE) return "One kind of fault, in one part of the network, explains what is seen.";
  return "Not sure yet: more than one explanation fits. It is worked out anew every five minutes.";
}

function SuspectLine(props: {
  readonly atlas: Atlas;
  readonly tags: ReadonlyMap<string, Tag>;
  readonly suspect: Suspect;
  readonly next: NextReading | null;
}) {
  const { atlas, tags, suspect, next } = props;
  const alike = suspect.places.slice(0, suspect.alike).map((p) => p.at);
  const place = (at: string, k: number) => (
    <Fragment key={at}>
      {k > 0 && ", "}
      <button type="button" className={panel.link} onClick={() => select(at)}>
        {at}
      </button>
    </Fragment>
  );
  return (
    <li>
      <p>
        <b>{percent(suspect.share_1)}</b> {wordsOf(atlas, suspect)}
      </p>
      {suspect.kind !== "sensor" && (
        <p>
          {alike.length > 1
            ? `One of ${alike.length} places that these Tags do not tell apart (${percent(ALIKE_SHARE_1)} of this share): `
            : "At "}
          {alike.slice(0, MOST_PLACES).map(place)}
        </p>
      )}
      {suspect.kind !== "sensor" && alike.length > MOST_PLACES && (
        <details className={styles.alike}>
          <summary>{alike.length - MOST_PLACES} more</summary>
          <p>{alike.slice(MOST_PLACES).map(place)}</p>
        </details>
      )}
      {next && (
        <p>
          {next.left < MUCH_LEFT * suspect.alike ? (
            <>
              Read the pressure at the hydrant of {place(next.gauge.element, 0)} now: of the {alike.length} places about{" "}
              {numberText(Math.round(next.left))} would be left. {readingsText(alike, next)}
            </>
          ) : (
            `No pressure at a single hydrant would tell them apart: at most ${kPa(spanOf(next.expected), 2)} lie between them, and a reading may be off by ${kPa(next.deviation, 2)}.`
          )}
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

const kPa = (pressure_Pa: number, digits = 3) => `${numberText(pressure_Pa / 1000, digits)}${THIN}kPa`;

/** Between what readings the places lie: the lowest and the highest with theirs. */
function readingsText(alike: readonly string[], { expected }: NextReading): string {
  const order = [...expected.keys()].sort((a, b) => expected[a] - expected[b]);
  const [low, high] = [order[0], order[order.length - 1]];
  return `${kPa(expected[low])} speaks for ${alike[low]}, ${kPa(expected[high])} for ${alike[high]}.`;
}

/** What is suspected, where and how large. */
function wordsOf(atlas: Atlas, { kind, zone, places }: Suspect): ReactNode {
  const [{ at, scored }] = places;
  const where = zoneName(atlas, zone, at);
  const began = scored.times;
  if (kind === "leak") return `A leak${where}, about ${numberText(5 * began, 2)}${THIN}L/s at 40${THIN}m of head`;
  if (kind === "closed") return `A main is shut${where}`;
  if (kind === "tap")
    return `A tap is off its record by ${numberText(Math.abs(began))} ${Math.abs(began) === 1 ? "step" : "steps"}, ${began > 0 ? "up" : "down"}${where}`;
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
