"use client";

import { startRun } from "../_commands/run";
import { scenarioOf, shownFile, useWorkbench } from "../_state/store";
import styles from "./first-visit.module.css";
import panel from "./panel.module.css";

/** What the middle of the page says when the twin has no run to show, or no district. */
export function FirstVisit() {
  const loading = useWorkbench((s) => s.loading);
  const loadError = useWorkbench((s) => s.loadError);
  const phase = useWorkbench((s) => s.run.phase);
  const doing = useWorkbench((s) => s.run.doing);
  const received = useWorkbench((s) => s.received);
  const scenario = useWorkbench(scenarioOf);
  const isDeskOpen = useWorkbench((s) => s.waterPanel !== null);
  const imported = useWorkbench(shownFile);
  if (loadError) {
    return (
      <div className={styles.card} role="alert">
        <h2>The district could not be read</h2>
        <p>{loadError}</p>
        <button type="button" className={panel.button} onClick={() => location.reload()}>
          Try again
        </button>
      </div>
    );
  }
  if (loading) {
    return (
      <p className={styles.line} role="status">
        {loading}
      </p>
    );
  }
  if (phase === "preparing" && received === 0) {
    return (
      <p className={styles.line} role="status">
        {doing}
      </p>
    );
  }
  if (phase !== "idle" || !scenario || isDeskOpen) return null;
  return (
    <div className={styles.card}>
      <h2>{imported ? imported.opened.file : scenario.name}</h2>
      <p>
        {imported
          ? scenario.story
          : "Four utilities, one day, one model. See how heat in the streets becomes load on every network."}
      </p>
      <button type="button" className={panel.primary} data-testid="first-run" onClick={() => startRun()}>
        {imported ? `Run ${scenario.name.toLowerCase()}` : `Run the ${scenario.name.toLowerCase()}`}
      </button>
    </div>
  );
}
