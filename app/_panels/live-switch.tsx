"use client";

import { Popover } from "radix-ui";
import { useState } from "react";
import { numberText, quantityText, THIN } from "@/sim-core";
import { askServer, goLive, goSimulated, showLiveList } from "../_commands/live";
import { makeScenario } from "../_commands/live-scenario";
import { openMapping } from "../_commands/mapping";
import { select } from "../_commands/select";
import { useLive, whyText } from "../_state/live";
import { shownFile, useWorkbench } from "../_state/store";
import header from "./header.module.css";
import styles from "./live-switch.module.css";
import { Select } from "./ui";

/** Of the last hours a scenario is made. */
const HOURS = ["1", "4", "12", "24"];
const MARKS = { good: "●", uncertain: "◐", bad: "○" } as const;

/** Simulated, live or both beside each other, and while live always: how many Tags are good, uncertain and bad, and how old the newest is. */
export function LiveSwitch() {
  const mode = useLive((s) => s.mode);
  const error = useLive((s) => s.error);
  const isReady = useWorkbench((s) => s.atlas !== null);
  return (
    <>
      {mode !== "simulated" && <Standing />}
      {mode === "simulated" && error && <span role="alert">Live: {error}</span>}
      <fieldset className={header.views} aria-label="Source">
        <button type="button" aria-pressed={mode === "simulated"} onClick={goSimulated}>
          Simulated
        </button>
        <button type="button" aria-pressed={mode === "live"} disabled={!isReady} onClick={() => void goLive()}>
          Live
        </button>
        <button
          type="button"
          aria-pressed={mode === "compare"}
          disabled={!isReady}
          onClick={() => void goLive("compare")}
        >
          Compare
        </button>
      </fieldset>
    </>
  );
}

function Standing() {
  const { link, counts, age_s, isListOpen, sources } = useLive();
  const words =
    link === "waiting"
      ? "No field"
      : link === "lost"
        ? "Line lost"
        : Number.isFinite(age_s)
          ? `${numberText(age_s, 2)}${THIN}s old`
          : "No value yet";
  return (
    <Popover.Root open={isListOpen} onOpenChange={showLiveList}>
      <Popover.Trigger className={styles.standing} data-link={link} aria-label="How the live values stand">
        <strong>{words}</strong>
        {sources.length > 0 && (
          <span title="Sources">{sources.length > 2 ? `${sources.length} sources` : sources.join(", ")}</span>
        )}
        {(["good", "uncertain", "bad"] as const).map((q) => (
          <span key={q} data-quality={q} title={q}>
            {MARKS[q]} {counts[q]}
          </span>
        ))}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.list}
          data-empty={counts.good + counts.uncertain + counts.bad === 0}
          align="end"
          sideOffset={6}
          onOpenAutoFocus={(e) => e.preventDefault()}
        >
          <List />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function List() {
  const { link, rows, doing, error, missed } = useLive();
  const [hours, setHours] = useState(HOURS[0]);
  const tags = useWorkbench((s) => s.atlas?.district.tags);
  const isFile = useWorkbench((s) => shownFile(s) !== null);
  const byId = new Map(tags?.map((tag) => [tag.id, tag]));
  return (
    <>
      {link === "waiting" && (
        <p className={styles.words}>
          {doing ||
            (isFile
              ? `Nobody feeds this network yet. A bridge does whose mapping names its ${numberText(tags?.length ?? 0)} Tags; the demo field plays Harbourside alone.`
              : "Nobody feeds this workbench yet. The demo field plays this district over MQTT and OPC UA.")}
        </p>
      )}
      {link === "lost" && <p className={styles.words}>The line to the server is lost; it is tried again.</p>}
      {missed > 0 && <p className={styles.words}>{missed} values of a long break are no longer kept.</p>}
      {error && <p className={styles.words}>{error}</p>}
      <div className={styles.buttons}>
        {link === "waiting" ? (
          <>
            {!isFile && (
              <button type="button" disabled={doing !== ""} onClick={() => void askServer("startDemo")}>
                Start the demo field
              </button>
            )}
            <button type="button" disabled={doing !== ""} onClick={() => void askServer("startBridge")}>
              Start my bridge
            </button>
          </>
        ) : (
          <>
            <span className={styles.hours}>
              <Select
                label="Hours of the scenario"
                value={hours}
                choices={HOURS.map((h) => ({ value: h, label: `Last ${h}\u2009h` }))}
                onChange={setHours}
              />
            </span>
            <button type="button" disabled={doing !== ""} onClick={() => void makeScenario(Number(hours))}>
              Make a scenario of it
            </button>
            <button type="button" onClick={() => void askServer("stop")}>
              Stop the field
            </button>
          </>
        )}
        <button type="button" onClick={() => void openMapping()}>
          Mapping
        </button>
      </div>
      {rows.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>Tag</th>
              <th>Value</th>
              <th>Age</th>
              <th>Quality</th>
              <th>Source</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const tag = byId.get(row.tag);
              return (
                <tr key={row.tag} data-quality={row.quality}>
                  <td>
                    <button type="button" onClick={() => tag && select(tag.element)}>
                      {row.tag}
                    </button>
                  </td>
                  <td>{tag ? quantityText(row.value, tag.unit, tag.owner, tag.quantity) : numberText(row.value)}</td>
                  <td>{Number.isFinite(row.age_s) ? `${numberText(row.age_s, 2)}${THIN}s` : "–"}</td>
                  <td>
                    {MARKS[row.quality]} {row.quality}
                    {whyText(row)}
                  </td>
                  <td>{row.source}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </>
  );
}
