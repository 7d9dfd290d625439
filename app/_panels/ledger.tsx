"use client";

import { displayUnit, numberText, type RunResult, THIN, toDisplay } from "@/sim-core";
import { select } from "../_commands/select";
import { seek } from "../_commands/time";
import { showView } from "../_commands/view";
import { titleOf } from "../_state/atlas";
import { clockText } from "../_state/clock";
import { scenarioOf, useWorkbench } from "../_state/store";
import { CLOSES_TO } from "../_state/values";
import styles from "./ledger.module.css";
import panel from "./panel.module.css";

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

const useClock = () => {
  const atlas = useWorkbench((s) => s.atlas);
  const scenario = useWorkbench(scenarioOf);
  return (tick: number) =>
    atlas && scenario ? clockText(atlas.district, scenario.start_s + tick * scenario.tick_s) : `tick ${tick}`;
};

/** To the instant, on the twin. */
const goTo = (tick: number) => {
  seek(tick);
  if (useWorkbench.getState().hasWebGL) showView("twin");
};

function Books({ result }: { readonly result: RunResult }) {
  const clock = useClock();
  const { ledger } = result;
  const amount = (v: number, unit: string, size: number) => {
    const shown = displayUnit(unit, "", "", size);
    return numberText(toDisplay(v, shown));
  };
  return (
    <section className={styles.block} aria-label="Ledger">
      <h2>
        Ledger{" "}
        <Badge isGood={ledger.worst_relative <= CLOSES_TO}>
          {ledger.worst_relative <= CLOSES_TO ? "closes" : "does not close"}
        </Badge>
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
              <th>Unit</th>
              <th data-number="true">Gap of the run</th>
              <th data-number="true" title="Gap over what went through, in the tick where that is largest">
                Worst gap, share
              </th>
              <th>At</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {ledger.per_utility.map((r) => {
              const size = Math.max(Math.abs(r.in), Math.abs(r.out), Math.abs(r.stored), Math.abs(r.lost));
              const closes = r.worst_relative <= CLOSES_TO;
              return (
                <tr key={r.name} data-alarm={!closes}>
                  <td>{(r.name.charAt(0).toUpperCase() + r.name.slice(1)).replace("CO2", "CO₂")}</td>
                  <td data-number="true">{amount(r.in, r.unit, size)}</td>
                  <td data-number="true">{amount(r.out, r.unit, size)}</td>
                  <td data-number="true">{amount(r.stored, r.unit, size)}</td>
                  <td data-number="true">{amount(r.lost, r.unit, size)}</td>
                  <td className={panel.muted}>{displayUnit(r.unit, "", "", size).unit}</td>
                  <td data-number="true">{amount(r.gap, r.unit, size)}</td>
                  <td data-number="true" title="Gap over what went through in the worst tick">
                    {r.worst_relative === 0 ? "0" : numberText(r.worst_relative, 2)}
                  </td>
                  <td>
                    <button
                      type="button"
                      className={panel.link}
                      aria-label={`Go to the worst tick of ${r.name}`}
                      onClick={() => goTo(r.worst_tick)}
                    >
                      {clock(r.worst_tick)}
                    </button>
                  </td>
                  <td>
                    <Badge isGood={closes}>{closes ? "closes" : "does not close"}</Badge>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className={styles.money}>
        {ledger.money.lines.map((l) => (
          <span key={l.what}>
            {l.what.charAt(0).toUpperCase() + l.what.slice(1)} <b>{numberText(l.amount, 5)}</b>
            {THIN}
            {ledger.money.currency}
          </span>
        ))}
        <span>
          Together <b>{numberText(ledger.money.total, 5)}</b>
          {THIN}
          {ledger.money.currency}
        </span>
      </p>
    </section>
  );
}

function Settled({ result }: { readonly result: RunResult }) {
  const atlas = useWorkbench((s) => s.atlas);
  const clock = useClock();
  const { settle, failures } = result;
  const index = atlas?.indexOf.get(settle.worstDevice);
  return (
    <section className={styles.block} aria-label="Settling">
      <h2>
        Settling <Badge isGood={result.isValid}>{result.isValid ? "every tick settled" : "not valid"}</Badge>
      </h2>
      <p>
        At most {numberText(settle.maxIterations)} {settle.maxIterations === 1 ? "round" : "rounds"} between the
        networks in one step; worst residual{" "}
        <b>{settle.worstResidual === 0 ? "0" : numberText(settle.worstResidual, 2)}</b> of a port's value
        {settle.worstDevice === "" ? "." : ", at "}
        {settle.worstDevice !== "" &&
          (atlas && index !== undefined ? (
            <button type="button" className={panel.link} onClick={() => select(settle.worstDevice)}>
              {titleOf(atlas, index)}
            </button>
          ) : (
            settle.worstDevice
          ))}
      </p>
      {failures.length > 0 && (
        <ol className={styles.list}>
          {failures.slice(0, 100).map((f) => (
            <li key={`${f.tick} ${f.text}`}>
              <button type="button" className={panel.link} onClick={() => goTo(f.tick)}>
                {clock(f.tick)}
              </button>{" "}
              {f.text}
            </li>
          ))}
          {failures.length > 100 && <li className={panel.muted}>and {numberText(failures.length - 100)} more</li>}
        </ol>
      )}
    </section>
  );
}

function Solvers({ result }: { readonly result: RunResult }) {
  const clock = useClock();
  const { outages, recoveries } = result;
  return (
    <section className={styles.block} aria-label="Solvers">
      <h2>
        Solvers{" "}
        <Badge isGood={outages.length === 0}>{outages.length === 0 ? "all in service" : "one or more broke"}</Badge>
      </h2>
      {outages.length === 0 && recoveries.length === 0 && <p className={panel.muted}>None broke in this run.</p>}
      <ol className={styles.list}>
        {outages.map((o) => (
          <li key={`${o.utility} ${o.fromTick}`}>
            <button type="button" className={panel.link} onClick={() => goTo(o.fromTick)}>
              {clock(o.fromTick)}
            </button>{" "}
            <b aria-hidden="true">{o.outFromTick === null ? "○" : "✕"}</b> {o.utility}:{" "}
            {o.outFromTick === null
              ? `its last values are held until ${clock(o.heldThrough)}`
              : `its last values are held, and it is out of service from ${clock(o.outFromTick)} on`}{" "}
            <span className={panel.muted}>({o.what})</span>
          </li>
        ))}
        {recoveries.map((r) => (
          <li key={`${r.utility} ${r.tick} ${r.fromTick}`}>
            <button type="button" className={panel.link} onClick={() => goTo(r.tick)}>
              {clock(r.tick)}
            </button>{" "}
            {r.utility}: opened anew and gone through again from {clock(r.fromTick)}; nothing was lost{" "}
            <span className={panel.muted}>({r.what})</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Badge({ isGood, children }: { readonly isGood: boolean; readonly children: string }) {
  return (
    <span className={styles.badge} data-alarm={!isGood}>
      {!isGood && <i aria-hidden="true">■ </i>}
      {children}
    </span>
  );
}
