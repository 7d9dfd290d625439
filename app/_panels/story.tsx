"use client";

import { hasErrors, issueText, numberText, THIN } from "@/sim-core";
import { LIVE_ID } from "../_commands/live";
import { cancelRun, chooseScenario, chooseSeed, startRun } from "../_commands/run";
import { setRunsOpen } from "../_commands/view";
import { clockText, dateText, offsetText } from "../_state/clock";
import { scenarioOf, shownOf, useWorkbench } from "../_state/store";
import panel from "./panel.module.css";
import styles from "./story.module.css";
import { Select } from "./ui";

export function Story() {
  const scenarios = useWorkbench((s) => s.scenarios);
  const scenario = useWorkbench(scenarioOf);
  const atlas = useWorkbench((s) => s.atlas);
  const seed = useWorkbench((s) => s.seed);
  const run = useWorkbench((s) => s.run);
  const isBusy = run.phase === "preparing" || run.phase === "running";
  return (
    <section className={panel.panel} aria-label="Story">
      <div className={panel.head}>
        <h2 className={panel.title}>Story</h2>
        <button type="button" className={`${panel.link} ${panel.small}`} onClick={() => setRunsOpen(true)}>
          Kept runs
        </button>
      </div>
      <div className={styles.choose}>
        <Select
          label="Scenario"
          value={scenario?.id ?? ""}
          choices={scenarios.map((s) => ({ value: s.id, label: s.name }))}
          isDisabled={isBusy}
          onChange={chooseScenario}
        />
      </div>
      {scenario && atlas && (
        <>
          <p className={styles.tale}>{scenario.story}</p>
          <p className={`${panel.muted} ${panel.small} ${styles.facts}`} title={scenario.weather.source}>
            {dateText(atlas.district, scenario.start_s)}, from {clockText(atlas.district, scenario.start_s)} (
            {offsetText(atlas.district, scenario.start_s)}) for {spanText(scenario.duration_s)}, every{" "}
            {spanText(scenario.tick_s)}. Weather: {scenario.weather.isMeasured ? "measured" : "modelled"},{" "}
            {scenario.weather.source}
          </p>
        </>
      )}
      <div className={styles.start}>
        <label className={panel.muted} htmlFor="seed">
          Seed
        </label>
        <input
          id="seed"
          className={panel.input}
          type="number"
          min={0}
          max={4294967295}
          value={seed}
          disabled={isBusy}
          onChange={(e) => chooseSeed(Number(e.target.value))}
        />
        {isBusy ? (
          <button type="button" className={panel.button} onClick={cancelRun}>
            Cancel
          </button>
        ) : (
          <button
            type="button"
            className={panel.primary}
            disabled={!scenario || !atlas || scenario.id === LIVE_ID}
            title={scenario?.id === LIVE_ID ? "The field runs by itself; choose a story to simulate one" : undefined}
            onClick={() => startRun()}
          >
            Run
          </button>
        )}
      </div>
      <RunNote />
    </section>
  );
}

const KEPT_WORDS = {
  no: "Not kept: the server did not take it.",
  keeping: "Being kept on the server.",
  yes: "Kept on the server.",
} as const;

function RunNote() {
  const run = useWorkbench((s) => s.run);
  const { result } = run;
  const shared = useWorkbench((s) => (s.run.source === "simulated" ? (shownOf(s)?.shared ?? 0) : 0));
  if (run.phase === "preparing" || run.phase === "running") {
    return (
      <div className={styles.note} role="status">
        <div className={styles.bar}>
          <div style={{ transform: `scaleX(${run.share_1})` }} />
        </div>
        <span className={panel.muted}>
          {run.doing}
          {run.phase === "running" && `, ${numberText(run.share_1 * 100, 2)}${THIN}%`}
        </span>
      </div>
    );
  }
  if (run.phase === "cancelled") {
    return (
      <p className={`${styles.note} ${panel.muted}`} role="status">
        Cancelled. What had arrived by then stays on screen.
      </p>
    );
  }
  if (run.phase === "failed") {
    return (
      <div className={`${styles.note} ${panel.notice}`} data-priority={hasErrors(run.issues) ? 1 : 2} role="alert">
        <p>{run.error}</p>
        {run.issues.slice(0, 4).map((i) => (
          <p key={`${i.code} ${i.element} ${i.field}`} className={panel.small}>
            {issueText(i)}
          </p>
        ))}
        {run.issues.length > 4 && <p className={panel.small}>and {run.issues.length - 4} more</p>}
      </div>
    );
  }
  if (run.phase !== "finished" || !result) return null;
  return (
    <div className={styles.note} data-testid="run-result">
      <dl className={styles.figures}>
        <div>
          <dt>{run.source === "replayed" ? "Took, when run" : "Took"}</dt>
          <dd>
            {numberText(result.wall_ms / 1000)}
            {THIN}s
          </dd>
        </div>
        {shared > 0 ? (
          <div title={`Of ${result.ticks}; the others are those of the run that it left`}>
            <dt>Simulated</dt>
            <dd>
              {numberText(result.ticks - shared)}
              {THIN}ticks
            </dd>
          </div>
        ) : (
          <div>
            <dt>Real time</dt>
            <dd>{numberText(result.realtimeFactor)}×</dd>
          </div>
        )}
        <div>
          <dt>Events</dt>
          <dd>{numberText(result.events.length)}</dd>
        </div>
      </dl>
      <p className={styles.digest}>
        <span className={panel.muted}>Digest</span> <code data-testid="digest">{result.digest}</code>
      </p>
      <p className={`${panel.muted} ${panel.small}`}>
        {run.source === "replayed" ? "Reopened from the kept runs." : KEPT_WORDS[run.kept]}
      </p>
      {!result.isValid && (
        <div className={panel.notice} data-priority="1" role="alert">
          {result.outages.length > 0 ? (
            <p>
              A solver broke: figures of {[...new Set(result.outages.map((o) => o.utility))].join(" and ")} are held or
              absent for a part of this run. The ledger says when.
            </p>
          ) : (
            <p>
              {numberText(new Set(result.failures.map((f) => f.tick)).size)} of {numberText(result.ticks)} ticks did not
              settle. Rely on none of this run.
            </p>
          )}
          {result.failures.length > 0 && (
            <p className={panel.small}>
              First at tick {result.failures[0].tick}: {result.failures[0].text}
            </p>
          )}
        </div>
      )}
    </div>
  );
}

/** A length of time in the unit that keeps it a small whole number: 10 s, 5 min, 24 h. */
function spanText(span_s: number): string {
  const [unit, length_s] = span_s >= 3600 ? ["h", 3600] : span_s >= 60 ? ["min", 60] : ["s", 1];
  return `${numberText(span_s / Number(length_s))}${THIN}${unit}`;
}
