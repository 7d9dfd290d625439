"use client";

import { numberText, type Outage, type Recovery, type RunResult, THIN } from "@/sim-core";
import { QUALITY } from "../_state/values";
import styles from "./ledger.module.css";
import { Badge, Device, goTo, useClock } from "./ledger-parts";
import panel from "./panel.module.css";

/** How well the coupled steps settled: rounds, residuals, and where it was hardest. */
export function Settled({ result }: { readonly result: RunResult }) {
  const clock = useClock();
  const { settle, failures } = result;
  const solves = Object.entries(settle.solves ?? {});
  const { devices } = settle;
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
        {settle.worstDevice !== "" && <Device id={settle.worstDevice} />}
      </p>
      {solves.length > 0 && (
        <p className={panel.muted}>
          Solved: {solves.map(([utility, n]) => `${utility} ${numberText(n)} times`).join(", ")}; a network whose inputs
          did not change is not solved again.
        </p>
      )}
      {devices.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>Hardest to settle</th>
                <th data-number="true">Rounds</th>
                <th data-number="true">Residual</th>
                <th>At</th>
              </tr>
            </thead>
            <tbody>
              {devices.map((d) => (
                <tr key={d.device}>
                  <td>
                    <Device id={d.device} />
                  </td>
                  <td data-number="true">{numberText(d.rounds)}</td>
                  <td data-number="true">{d.residual === 0 ? "0" : numberText(d.residual, 2)}</td>
                  <td>
                    <button type="button" className={panel.link} onClick={() => goTo(d.tick)}>
                      {clock(d.tick)}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
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

/** Solvers that broke, and what became of their figures. */
export function Solvers({ result }: { readonly result: RunResult }) {
  const clock = useClock();
  const { outages } = result;
  // an attempt within an outage gave nothing back; the others did
  const within = (o: Outage, r: Recovery) => r.utility === o.utility && r.tick >= o.fromTick && r.tick <= o.heldThrough;
  const recoveries = result.recoveries.filter((r) => !outages.some((o) => within(o, r)));
  const attempts = (o: Outage) => {
    const n = result.recoveries.filter((r) => within(o, r)).length;
    return `${numberText(n)}${THIN}${n === 1 ? "attempt" : "attempts"}`;
  };
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
            <b aria-hidden="true">{QUALITY[o.outFromTick === null ? "held" : "absent"].mark}</b> {o.utility}:{" "}
            {o.outFromTick !== null
              ? `its last values are held after ${attempts(o)}, and it is out of service from ${clock(o.outFromTick)} on`
              : o.untilTick !== null
                ? `its last values are held after ${attempts(o)}; it solves again at ${clock(o.untilTick)}`
                : `its last values are held after ${attempts(o)}, to the end of the run`}{" "}
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
