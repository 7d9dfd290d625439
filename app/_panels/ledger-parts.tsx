"use client";

import { select } from "../_commands/select";
import { seek } from "../_commands/time";
import { showView } from "../_commands/view";
import { titleOf } from "../_state/atlas";
import { clockText } from "../_state/clock";
import { scenarioOf, useWorkbench } from "../_state/store";
import styles from "./ledger.module.css";
import panel from "./panel.module.css";

// What the sheets of the ledger have in common: a tick by the clock and a way to it, a device by its name, a verdict.

export const useClock = () => {
  const atlas = useWorkbench((s) => s.atlas);
  const scenario = useWorkbench(scenarioOf);
  return (tick: number) =>
    atlas && scenario ? clockText(atlas.district, scenario.start_s + tick * scenario.tick_s) : `tick ${tick}`;
};

/** To the instant, on the twin. */
export const goTo = (tick: number) => {
  seek(tick);
  if (useWorkbench.getState().hasWebGL) showView("twin");
};

export function Device({ id }: { readonly id: string }) {
  const atlas = useWorkbench((s) => s.atlas);
  const index = atlas?.indexOf.get(id);
  if (!atlas || index === undefined) return <>{id}</>;
  return (
    <button type="button" className={panel.link} onClick={() => select(id)}>
      {titleOf(atlas, index)}
    </button>
  );
}

export function Badge({ isGood, children }: { readonly isGood: boolean; readonly children: string }) {
  return (
    <span className={styles.badge} data-alarm={!isGood}>
      {!isGood && <i aria-hidden="true">■ </i>}
      {children}
    </span>
  );
}
