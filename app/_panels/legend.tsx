"use client";

import {
  differenceUnit,
  displayUnit,
  type FrameColumn,
  findColumn,
  nameLabel,
  numberText,
  THIN,
  toDisplay,
} from "@/sim-core";
import { BEYOND, DIFFERENCE_STEPS, differenceColour, stepColour } from "../_state/colours";
import { LAYER_LABELS, LAYERS, type Layer } from "../_state/kinds";
import { differenceAt, MOST_DEVIATIONS } from "../_state/paint";
import { columnOf, domainOf, shownQuantity, shownUnit, stepsOf } from "../_state/quantities";
import { differenceOf, useWorkbench } from "../_state/store";
import styles from "./legend.module.css";

/** One strip a coloured layer: its steps, its ends and its limits in the reader's unit. */
export function Legend() {
  const colourBy = useWorkbench((s) => s.colourBy);
  const layers = useWorkbench((s) => s.layers);
  const history = useWorkbench((s) => s.history);
  useWorkbench((s) => s.run.phase); // the range of a run is known when it ends
  const isCompared = useWorkbench((s) => s.compared !== null);
  const bad = useWorkbench((s) => s.history?.badAt(s.tick) ?? null);
  const isBeside = useWorkbench((s) => s.departures !== null);
  const shown = isCompared || isBeside ? [] : LAYERS.filter((l) => layers[l] && colourBy[l]);
  const studied = useWorkbench((s) => s.studied);
  const isStudied = shown.some((l) => shownQuantity(l, colourBy, studied) === studied?.quantity);
  if (!(history || isStudied) || (shown.length === 0 && !isCompared && !isBeside && !bad)) return null;
  return (
    <div className={styles.legend}>
      {isCompared && <DifferenceStrip />}
      {isBeside && <DepartureStrip />}
      {shown.map((l) => (
        <Strip key={l} layer={l} />
      ))}
      {bad?.map(({ utility, quality }) => (
        <p key={utility} className={styles.quality}>
          <i data-quality={quality} aria-hidden="true" />
          {LAYER_LABELS[utility]}
          {quality === "held" ? ": values held, its solver broke" : ": no values, its solver is out of service"}
        </p>
      ))}
    </div>
  );
}

/** B - A of the quantity compared: zero in the middle, the largest difference of the run at both ends. */
function DifferenceStrip() {
  const compared = useWorkbench((s) => s.compared);
  const theme = useWorkbench((s) => s.theme);
  const variants = useWorkbench((s) => s.variants);
  const difference = differenceOf(useWorkbench.getState());
  const nameOf = (id: string | undefined) => variants.find((v) => v.id === id)?.name ?? "";
  if (!compared) return null;
  const names = (
    <p className={styles.names}>
      B − A: <b>{nameOf(compared.b)}</b> less <b>{nameOf(compared.a)}</b>
    </p>
  );
  if (compared.error) return <p>{compared.error}</p>;
  if (!difference) return <div className={styles.strip}>{names}</div>;
  const { quantity, most, comparison } = difference;
  const column = findColumn(comparison.layoutB, quantity.table as FrameColumn["table"], quantity.rows, quantity.name);
  const shown = differenceUnit(displayUnit(column?.unit ?? "", quantity.table, quantity.name, most || 0));
  const text = (v: number) => numberText(toDisplay(v, shown), 2);
  return (
    <div className={styles.strip} data-testid="difference-legend">
      {names}
      <p>
        {nameLabel(quantity.name)}
        {shown.unit && <span>, {shown.unit}</span>}
      </p>
      {most > 0 ? (
        <>
          <div className={styles.bar}>
            {Array.from({ length: DIFFERENCE_STEPS }, (_, k) => k).map((k) => (
              <i key={k} style={{ width: `${100 / DIFFERENCE_STEPS}%`, background: differenceColour(k, theme) }} />
            ))}
          </div>
          <div className={styles.ends}>
            <span>{text(-most)}</span>
            {[1 / 3, 0.5, 2 / 3].map((place) => (
              <b key={place} style={{ left: `${100 * place}%` }}>
                {place > 0.5 && "+"}
                {text(differenceAt(place) * most)}
              </b>
            ))}
            <span>+{text(most)}</span>
          </div>
        </>
      ) : (
        <p className={styles.names}>The same in both, at every tick.</p>
      )}
    </div>
  );
}

/** How far the field departs from its twin, in deviations of what it is on sound days. */
function DepartureStrip() {
  const theme = useWorkbench((s) => s.theme);
  const count = useWorkbench((s) => s.departures?.size ?? 0);
  return (
    <div className={styles.strip} data-testid="departure-legend">
      <p>
        Field less twin<span>, σ of sound days</span>
      </p>
      <div className={styles.bar}>
        {Array.from({ length: DIFFERENCE_STEPS }, (_, k) => k).map((k) => (
          <i key={k} style={{ width: `${100 / DIFFERENCE_STEPS}%`, background: differenceColour(k, theme) }} />
        ))}
      </div>
      <div className={styles.ends}>
        <span>≤{THIN}−4</span>
        {[-2, 0, 2].map((deviations) => (
          <b key={deviations} style={{ left: `${50 + (50 * deviations) / MOST_DEVIATIONS}%` }}>
            {deviations > 0 && "+"}
            {numberText(deviations)}
          </b>
        ))}
        <span>≥{THIN}+4</span>
      </div>
      <p className={styles.names}>
        {numberText(count)} measured elements; what steps back nobody measures. ▲ in alarm, ● suspected.
      </p>
    </div>
  );
}

function Strip({ layer }: { readonly layer: Layer }) {
  const colourBy = useWorkbench((s) => s.colourBy);
  const studied = useWorkbench((s) => s.studied);
  const history = useWorkbench((s) => s.history);
  const theme = useWorkbench((s) => s.theme);
  const q = shownQuantity(layer, colourBy, studied);
  const isStudied = q !== null && q === studied?.quantity;
  const unit = isStudied ? studied.unit : q && history && columnOf(history.layout, q)?.unit;
  if (!q || unit === undefined || unit === null) return null;
  const domain = domainOf(q, history);
  const steps = stepsOf(q, domain);
  const count = steps.length - 1;
  const shown = shownUnit(q, unit, Math.max(Math.abs(domain[0]), Math.abs(domain[1])));
  const text = (v: number) => numberText(toDisplay(v, shown), 2);
  const isMore = isStudied && studied.isMore;
  const span = domain[1] - domain[0];
  const width = (a: number, b: number) => `${((b - a) / span) * 100}%`;
  const hasLower = q.lower !== undefined && q.lower > domain[0];
  const hasUpper = q.upper !== undefined && q.upper < domain[1];
  const at = (v: number) => ({ left: `${((v - domain[0]) / span) * 100}%` });
  return (
    <div className={styles.strip}>
      <p>
        {LAYER_LABELS[layer]}: {q.label.charAt(0).toLowerCase() + q.label.slice(1)}
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
        <span>
          {!hasUpper || (domain[1] - steps[count]) / span > 0.22 ? `${isMore ? `≥${THIN}` : ""}${text(domain[1])}` : ""}
        </span>
      </div>
    </div>
  );
}
