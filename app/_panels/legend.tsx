"use client";

import { numberText, THIN, toDisplay } from "@/sim-core";
import { BEYOND, stepColour } from "../_state/colours";
import { LAYER_LABELS, LAYERS, type Layer } from "../_state/kinds";
import { columnOf, domainOf, quantityOf, shownUnit, stepsOf } from "../_state/quantities";
import { useWorkbench } from "../_state/store";
import styles from "./legend.module.css";

/** One strip a coloured layer: its steps, its ends and its limits in the reader's unit. */
export function Legend() {
  const colourBy = useWorkbench((s) => s.colourBy);
  const layers = useWorkbench((s) => s.layers);
  const history = useWorkbench((s) => s.history);
  useWorkbench((s) => s.run.phase); // the range of a run is known when it ends
  const shown = LAYERS.filter((l) => layers[l] && colourBy[l]);
  if (!history || shown.length === 0) return null;
  return (
    <div className={styles.legend}>
      {shown.map((l) => (
        <Strip key={l} layer={l} id={colourBy[l] ?? ""} />
      ))}
    </div>
  );
}

function Strip({ layer, id }: { readonly layer: Layer; readonly id: string }) {
  const history = useWorkbench((s) => s.history);
  const theme = useWorkbench((s) => s.theme);
  const q = quantityOf(id);
  const column = q && history && columnOf(history.layout, q);
  if (!q || !column) return null;
  const domain = domainOf(q, history);
  const steps = stepsOf(q, domain);
  const count = steps.length - 1;
  const shown = shownUnit(q, column.unit, Math.max(Math.abs(domain[0]), Math.abs(domain[1])));
  const text = (v: number) => numberText(toDisplay(v, shown), 2);
  const span = domain[1] - domain[0];
  const width = (a: number, b: number) => `${((b - a) / span) * 100}%`;
  const hasLower = q.lower !== undefined && q.lower > domain[0];
  const hasUpper = q.upper !== undefined && q.upper < domain[1];
  const at = (v: number) => ({ left: `${((v - domain[0]) / span) * 100}%` });
  return (
    <div className={styles.strip}>
      <p>
        {LAYER_LABELS[layer]}: {q.label.toLowerCase()}
        {shown.unit && <span>, {shown.unit}</span>}
      </p>
      <div className={styles.bar}>
        {hasLower && <i style={{ width: width(domain[0], steps[0]), background: BEYOND[theme] }} />}
        {steps.slice(0, -1).map((s, k) => (
          <i key={s} style={{ width: width(s, steps[k + 1]), background: stepColour(layer, k, count, theme) }} />
        ))}
        {hasUpper && <i style={{ width: width(steps[count], domain[1]), background: BEYOND[theme] }} />}
      </div>
      <div className={styles.ends}>
        <span>{!hasLower || (steps[0] - domain[0]) / span > 0.16 ? text(domain[0]) : ""}</span>
        {hasLower && (
          <b style={at(steps[0])}>
            ▲{THIN}
            {text(steps[0])}
          </b>
        )}
        {hasUpper && (
          <b style={at(steps[count])}>
            ▲{THIN}
            {text(steps[count])}
          </b>
        )}
        <span>{!hasUpper || (domain[1] - steps[count]) / span > 0.22 ? text(domain[1]) : ""}</span>
      </div>
    </div>
  );
}
