"use client";

import { useState } from "react";
import { numberText, THIN, treeOf } from "@/sim-core";
import { doAgain, openDraft, ownChanges, takeBack } from "../_commands/branch";
import { compareWith } from "../_commands/compare";
import { forgetRun, open } from "../_commands/runs";
import { select } from "../_commands/select";
import { seek } from "../_commands/time";
import { titleOf } from "../_state/atlas";
import { clockText } from "../_state/clock";
import { useWorkbench } from "../_state/store";
import { CLOSES_TO } from "../_state/values";
import { branchesOf, type Variant, withDescendants } from "../_state/variants";
import panel from "./panel.module.css";
import styles from "./run-tree.module.css";
import { IconButton } from "./ui";

/** All runs and branches at hand: which one is on screen, which one it is held against, what each of them changed. */
export function RunTree() {
  const variants = useWorkbench((s) => s.variants);
  const lines = treeOf(branchesOf(variants).values());
  if (variants.length === 0) return null;
  return (
    <section className={panel.panel} aria-label="Runs and branches">
      <div className={panel.head}>
        <h2 className={panel.title}>Runs and branches</h2>
        <button
          type="button"
          className={`${panel.link} ${panel.small}`}
          title="A run that goes another way from the cursor on (B)"
          onClick={() => openDraft()}
        >
          Branch here
        </button>
      </div>
      <ul className={styles.tree} data-testid="run-tree">
        {lines.map(({ branch, depth }) => {
          const variant = variants.find((v) => v.id === branch.id);
          return variant && <Line key={branch.id} variant={variant} depth={depth} />;
        })}
      </ul>
    </section>
  );
}

function Line({ variant, depth }: { readonly variant: Variant; readonly depth: number }) {
  const isShown = useWorkbench((s) => s.shown === variant.id && s.run.source !== "live");
  const isA = useWorkbench((s) => s.compared?.a === variant.id);
  const isCompared = useWorkbench((s) => s.compared !== null);
  const [isAsked, setAsked] = useState(false);
  const [error, setError] = useState("");
  const fork = clockText(variant.district, variant.scenario.start_s + variant.atTick * variant.scenario.tick_s);
  const changes = ownChanges(variant);
  const below = withDescendants(useWorkbench.getState().variants, variant.id).length - 1;
  const count = (n: number, one: string, many: string) => `${numberText(n)}${THIN}${n === 1 ? one : many}`;
  return (
    <li className={styles.line} style={{ marginLeft: Math.min(depth, 5) * 12 }} data-shown={isShown} data-depth={depth}>
      <div className={styles.head}>
        <button
          type="button"
          className={styles.name}
          aria-current={isShown ? "true" : undefined}
          title={variant.name}
          onClick={() => {
            open(variant.id).catch((e) => setError(e instanceof Error ? e.message : String(e)));
          }}
        >
          <i aria-hidden="true">{isShown ? "●" : "○"}</i>
          <span>{variant.name}</span>
        </button>
        {!isShown && (
          <button
            type="button"
            className={styles.against}
            aria-pressed={isA}
            aria-label={isA ? `End the comparison with ${variant.name}` : `Compare with ${variant.name}`}
            title={isA ? "End the comparison" : "Hold the run on screen against this one"}
            onClick={() => compareWith(isA ? null : variant.id)}
          >
            A
          </button>
        )}
        {isShown && isCompared && <span className={styles.against}>B</span>}
        <IconButton
          label={variant.parent ? `Delete ${variant.name}` : `Close ${variant.name}`}
          icon="close"
          onClick={() => setAsked(!isAsked)}
        />
      </div>
      <p className={styles.facts}>
        {variant.parent !== null && (
          <span>
            from {fork}, {changes.length === 0 ? "no Change" : count(changes.length, "Change", "Changes")}
          </span>
        )}
        <State variant={variant} />
      </p>
      {isAsked && (
        <p className={styles.ask} role="alertdialog" aria-label={`Delete ${variant.name}?`}>
          {variant.parent
            ? `Delete it${below > 0 ? ` with ${count(below, "branch", "branches")}` : ""}, here and on the server?`
            : "Close it here? What is kept on the server stays."}{" "}
          <button
            type="button"
            className={panel.link}
            onClick={() => void forgetRun(variant.id).catch((e) => setError(String(e)))}
          >
            {variant.parent ? "Delete" : "Close"}
          </button>{" "}
          <button type="button" className={panel.link} onClick={() => setAsked(false)}>
            Keep
          </button>
        </p>
      )}
      {error && <p className={`${panel.notice} ${panel.small}`}>{error}</p>}
      {isShown && variant.parent !== null && <Changes variant={variant} />}
    </li>
  );
}

/** Digest, validity and books in one line. */
function State({ variant }: { readonly variant: Variant }) {
  const { run } = variant;
  const { result } = run;
  if (run.phase === "preparing" || run.phase === "running")
    return <span>{run.phase === "running" ? `${numberText(run.share_1 * 100, 2)}${THIN}%` : "waiting"}</span>;
  if (run.phase === "cancelled") return <span>cancelled</span>;
  if (run.phase === "failed") return <span data-alarm="true">■ failed</span>;
  if (!result) return null;
  const closes = result.ledger.worst_relative <= CLOSES_TO;
  return (
    <>
      <code title={`Digest ${result.digest}`}>{result.digest.slice(0, 8)}</code>
      <span data-alarm={!result.isValid}>{result.isValid ? "valid" : "■ not valid"}</span>
      <span data-alarm={!closes}>{closes ? "ledger closes" : "■ ledger open"}</span>
    </>
  );
}

/** What a person changed in the branch on screen, move by move, with the way back and forth. */
function Changes({ variant }: { readonly variant: Variant }) {
  const atlas = useWorkbench((s) => s.atlas);
  const { edits } = variant;
  const { start_s, tick_s } = variant.scenario;
  if (!atlas) return null;
  return (
    <>
      <ol className={styles.changes}>
        {ownChanges(variant).map((c) => {
          const index = atlas.indexOf.get(c.target);
          return (
            <li key={`${c.at_s} ${c.target} ${c.why} ${JSON.stringify(c.fields)}`}>
              <button
                type="button"
                onClick={() => {
                  seek(c.at_s / tick_s);
                  select(c.target);
                }}
              >
                <time>{clockText(variant.district, start_s + c.at_s)}</time>
                <span>
                  {index === undefined ? c.target : titleOf(atlas, index)}: {c.why}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      <div className={styles.moves}>
        <button
          type="button"
          className={panel.link}
          disabled={edits.done.length === 0}
          title="Ctrl Z"
          onClick={takeBack}
        >
          Undo
        </button>
        <button
          type="button"
          className={panel.link}
          disabled={edits.undone.length === 0}
          title="Ctrl Shift Z"
          onClick={doAgain}
        >
          Redo
        </button>
      </div>
    </>
  );
}
