"use client";

import { useState } from "react";
import {
  displayUnit,
  type LedgerRow,
  type LedgerSummary,
  numberText,
  type RunResult,
  THIN,
  toDisplay,
} from "@/sim-core";
import { select } from "../_commands/select";
import { useWorkbench } from "../_state/store";
import { CLOSES_TO } from "../_state/values";
import styles from "./ledger.module.css";
import { Badge, Device, goTo, useClock } from "./ledger-parts";
import panel from "./panel.module.css";
import { Settled, Solvers } from "./settled";
import { Select } from "./ui";

/** The books of the run on screen and how well its coupled steps settled: where to look when a figure is doubted. */
export function LedgerView() {
  const result = useWorkbench((s) => s.run.result);
  const phase = useWorkbench((s) => s.run.phase);
  return (
    <div className={styles.view} data-testid="ledger">
      {!result ? (
        <p className={panel.muted}>
          {phase === "running" || phase === "preparing"
            ? "The books are closed when the run ends."
            : "No run yet: its books and its residuals stand here."}
        </p>
      ) : (
        <>
          <Books result={result} />
          <Settled result={result} />
          <Solvers result={result} />
        </>
      )}
    </div>
  );
}

const RUN = "run";
const TICK = "tick";
const capital = (text: string) => (text.charAt(0).toUpperCase() + text.slice(1)).replace("CO2", "CO₂");
const TERMS = ["in", "out", "stored", "lost", "gap"] as const;

/** The accounts at the cursor, as they were recorded: over the tick that ended there. */
function useTickRows(of: LedgerSummary) {
  const history = useWorkbench((s) => s.history);
  const tick = useWorkbench((s) => s.tick);
  useWorkbench((s) => s.refills);
  return of.per_utility.map((r) => {
    const places = history?.columnsOf(r.name) ?? [];
    const values = TERMS.map((term) => {
      const place = places.find(({ column }) => column.name === `${term}_${r.unit}`);
      return place && history ? history.at(tick, place.column, place.row) : Number.NaN;
    });
    return { ...r, ...Object.fromEntries(TERMS.map((term, k) => [term, values[k]])) } as LedgerRow;
  });
}

function Books({ result }: { readonly result: RunResult }) {
  const clock = useClock();
  const tick = useWorkbench((s) => s.tick);
  const [over, setOver] = useState(RUN);
  const { ledger } = result;
  const tickRows = useTickRows(ledger);
  const rows = over === RUN ? ledger.per_utility : tickRows;
  const closes = ledger.worst_relative <= CLOSES_TO;
  const amount = (v: number, unit: string, size: number) => numberText(toDisplay(v, displayUnit(unit, "", "", size)));
  return (
    <section className={styles.block} aria-label="Ledger">
      <h2>
        Ledger <Badge isGood={closes}>{closes ? "closes" : "does not close"}</Badge>
        <span className={styles.over}>
          <Select
            label="Over"
            value={over}
            choices={[
              { value: RUN, label: "Whole run" },
              { value: TICK, label: `The tick to ${clock(tick)}` },
            ]}
            onChange={setOver}
          />
        </span>
      </h2>
      <p className={panel.muted}>
        In = out + stored + lost, at every tick. An account closes when its gap stays within one millionth of what went
        through in that tick.
      </p>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>Account</th>
              <th data-number="true">In</th>
              <th data-number="true">Out</th>
              <th data-number="true">Stored</th>
              <th data-number="true">Lost</th>
              <th data-number="true">Gap</th>
              <th data-number="true" title="Gap over what went through, in the tick where that is largest">
                Worst gap
              </th>
              <th>At</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map((r) => {
              const size = Math.max(Math.abs(r.in), Math.abs(r.out), Math.abs(r.stored), Math.abs(r.lost)) || 0;
              const isClosed = r.worst_relative <= CLOSES_TO;
              return (
                <tr key={r.name} data-alarm={!isClosed}>
                  <td>
                    {capital(r.name)}, <span className={panel.muted}>{displayUnit(r.unit, "", "", size).unit}</span>
                  </td>
                  <td data-number="true">{amount(r.in, r.unit, size)}</td>
                  <td data-number="true">{amount(r.out, r.unit, size)}</td>
                  <td data-number="true">{amount(r.stored, r.unit, size)}</td>
                  <td data-number="true">{amount(r.lost, r.unit, size)}</td>
                  <td data-number="true">{amount(r.gap, r.unit, size)}</td>
                  <td data-number="true">{r.worst_relative === 0 ? "0" : numberText(r.worst_relative, 2)}</td>
                  <td>
                    <button
                      type="button"
                      className={panel.link}
                      aria-label={`Go to the worst tick of ${r.name}`}
                      onClick={() => {
                        goTo(r.worst_tick);
                        if (r.worst_device) select(r.worst_device);
                      }}
                    >
                      {clock(r.worst_tick)}
                    </button>
                  </td>
                  <td>
                    <Badge isGood={isClosed}>{isClosed ? "closes" : "does not close"}</Badge>
                    {r.worst_device && (
                      <>
                        {" "}
                        <Device id={r.worst_device} />
                      </>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Money ledger={ledger} />
    </section>
  );
}

/** Who paid whom, and what is left with each. */
function Money({ ledger }: { readonly ledger: LedgerSummary }) {
  const { currency, lines, total, payments, balances } = ledger.money;
  const money = (v: number) => (
    <>
      <b>{numberText(v, 5)}</b>
      {THIN}
      {currency}
    </>
  );
  return (
    <>
      <p className={styles.money}>
        {lines.map((l) => (
          <span key={l.what}>
            {capital(l.what)} {money(l.amount)}
          </span>
        ))}
        <span>Together {money(total)}</span>
      </p>
      {payments.length > 0 && (
        <details className={styles.details}>
          <summary>Who paid whom</summary>
          <ul className={styles.money}>
            {payments.map((p) => (
              <li key={`${p.from} ${p.to} ${p.what}`}>
                {capital(p.from)} to {p.to} for {p.what} {money(p.amount)}
              </li>
            ))}
          </ul>
          <p className={panel.muted}>Received less paid; together nothing:</p>
          <ul className={styles.money}>
            {balances.map((p) => (
              <li key={p.party}>
                {capital(p.party)} {money(p.amount)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
