"use client";

import { Dialog } from "radix-ui";
import { useCallback, useEffect, useState } from "react";
import { numberText, THIN } from "@/sim-core";
import { forgetKept, listKept, reopen, runAgain } from "../_commands/runs";
import type { KeptRun } from "../_commands/server";
import { setRunsOpen } from "../_commands/view";
import { useWorkbench } from "../_state/store";
import styles from "./dialog.module.css";
import { Icon } from "./icons";
import panel from "./panel.module.css";

export function KeptRuns() {
  const isOpen = useWorkbench((s) => s.runsOpen);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setRunsOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.veil} />
        <Dialog.Content className={styles.dialog} aria-describedby={undefined}>
          <div className={styles.head}>
            <Dialog.Title className={styles.title}>Kept runs</Dialog.Title>
            <Dialog.Close className={styles.close} aria-label="Close">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <List />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Wall time, so in the reader's own zone: when the run was made, not when it plays. */
function madeAt(text: string): string {
  const d = new Date(text);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
}

type Kept = KeptRun & { readonly branches: number };

function List() {
  const [runs, setRuns] = useState<readonly Kept[] | null>(null);
  const [error, setError] = useState("");
  const load = useCallback(() => {
    listKept().then(setRuns, (e) => setError(String(e instanceof Error ? e.message : e)));
  }, []);
  useEffect(load, [load]);
  if (error) return <p className={panel.notice}>{error}</p>;
  if (!runs) return <p className={panel.muted}>Asking the server for its runs</p>;
  if (runs.length === 0) return <p className={panel.muted}>None yet. A finished run is kept by itself.</p>;
  return (
    <table className={styles.runs}>
      <thead>
        <tr>
          <th>Made</th>
          <th>Story</th>
          <th>Seed</th>
          <th>Took</th>
          <th>Digest</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {runs.map((r) => (
          <Line key={r.id} run={r} onError={setError} onGone={load} />
        ))}
      </tbody>
    </table>
  );
}

interface LineProps {
  readonly run: Kept;
  onError(text: string): void;
  onGone(): void;
}

function Line({ run, onError, onGone }: LineProps) {
  const [check, setCheck] = useState<{ readonly text: string; readonly isSame?: boolean } | null>(null);
  const attempt = (work: () => Promise<void>) => {
    work().catch((e) => onError(String(e instanceof Error ? e.message : e)));
  };
  return (
    <tr>
      <td>{madeAt(run.createdAt)}</td>
      <td>
        {run.name ?? run.scenario.name}
        {run.branches > 0 && (
          <span className={panel.muted}>
            {" "}
            and {numberText(run.branches)}
            {THIN}
            {run.branches === 1 ? "branch" : "branches"}
          </span>
        )}
        <br />
        <span className={`${panel.muted} ${panel.small}`}>
          {run.district.name}, {numberText(run.district.elements)}
          {THIN}elements
        </span>
      </td>
      <td>{run.seed}</td>
      <td>
        {run.wall_ms === null ? "–" : numberText(run.wall_ms / 1000)}
        {THIN}s
      </td>
      <td>
        <code>{run.digest ?? "–"}</code>
        {check && (
          <span className={styles.check} data-same={check.isSame} role="status">
            {check.text}
          </span>
        )}
      </td>
      <td>
        <div className={styles.actions}>
          <button
            type="button"
            className={panel.button}
            onClick={() =>
              attempt(async () => {
                await reopen(run.id);
                setRunsOpen(false);
              })
            }
          >
            Open
          </button>
          <button
            type="button"
            className={panel.button}
            title="Runs it again from what was kept and compares the digests"
            onClick={() =>
              attempt(async () => {
                setCheck({ text: "running again" });
                const digest = await runAgain(run.id);
                const isSame = digest === run.digest;
                setCheck({
                  text: isSame ? "run again: the same digest" : `run again: ${digest}, not the same`,
                  isSame,
                });
              })
            }
          >
            Check
          </button>
          <button
            type="button"
            className={styles.close}
            aria-label="Forget this run"
            title={run.branches > 0 ? "Forget this run and its branches" : "Forget this run"}
            onClick={() => attempt(() => forgetKept(run.id).then(onGone))}
          >
            <Icon name="close" size={14} />
          </button>
        </div>
      </td>
    </tr>
  );
}
