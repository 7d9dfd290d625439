"use client";

import { colourLayer, openFeeders, showPowerPanel } from "../_commands/view";
import { QUANTITIES } from "../_state/quantities";
import type { SingleLine } from "../_state/single-line";
import { type PowerPanel, useWorkbench } from "../_state/store";
import panel from "./panel.module.css";
import styles from "./schematic-bar.module.css";

const PANELS: readonly { readonly id: PowerPanel; readonly label: string }[] = [
  { id: "profile", label: "Voltage profile" },
  { id: "feeders", label: "Feeders" },
  { id: "outages", label: "N-1" },
  { id: "transformers", label: "Transformers" },
];
const CHOICES = QUANTITIES.filter((q) => q.layer === "power");

/** What the single-line diagram is coloured by, the same choice as on the twin; feeders opened and closed. */
export function SchematicBar({ picture }: { readonly picture: SingleLine }) {
  const colourBy = useWorkbench((s) => s.colourBy.power ?? null);
  const powerPanel = useWorkbench((s) => s.powerPanel);
  const { feeders } = picture.plan;
  const ids = feeders.map((f) => f.id);
  const open = feeders.filter((f) => picture.isOpen(f.id)).length;
  return (
    <div className={styles.bar}>
      <fieldset aria-label="Coloured by">
        {CHOICES.map((q) => (
          <button
            key={q.id}
            type="button"
            aria-pressed={colourBy === q.id}
            onClick={() => colourLayer("power", colourBy === q.id ? null : q.id)}
          >
            {q.label}
          </button>
        ))}
      </fieldset>
      <fieldset aria-label="Below the diagram">
        {PANELS.map((p) => (
          <button
            key={p.id}
            type="button"
            aria-pressed={powerPanel === p.id}
            onClick={() => showPowerPanel(powerPanel === p.id ? null : p.id)}
          >
            {p.label}
          </button>
        ))}
      </fieldset>
      {feeders.length > 1 && (
        <>
          <button
            type="button"
            className={panel.button}
            disabled={open === feeders.length}
            onClick={() => openFeeders(ids, true)}
          >
            Open all feeders
          </button>
          <button type="button" className={panel.button} disabled={open === 0} onClick={() => openFeeders(ids, false)}>
            Close all
          </button>
        </>
      )}
      {feeders.length === 0 && <p className={panel.muted}>This district has no feeders of power to draw.</p>}
    </div>
  );
}
