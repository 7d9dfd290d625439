"use client";

import { useMemo, useState } from "react";
import { type FeederState, feederProfile, numberText, THIN } from "@/sim-core";
import { ProfileChart, VOLTAGE_LIMITS } from "../_charts/profile";
import { hover, select } from "../_commands/select";
import { showPowerPanel } from "../_commands/view";
import { type Atlas, titleOf } from "../_state/atlas";
import { feederOf, feedersAt, powerAt, readerAt } from "../_state/power";
import { useWorkbench } from "../_state/store";
import { FeederTable } from "./feeder-table";
import { Outages } from "./outage-table";
import panel from "./panel.module.css";
import styles from "./power-desk.module.css";
import { Transformers } from "./transformer-table";
import { IconButton, Select } from "./ui";

const PANELS = {
  profile: { title: "Voltage along a feeder", Body: Profile },
  feeders: { title: "Feeders", Body: Feeders },
  outages: { title: "N-1", Body: Outages },
  transformers: { title: "Transformers", Body: TransformerPanel },
} as const;

/** Below the single-line diagram: what belongs to feeders rather than to one element. */
export function PowerDesk({ atlas }: { readonly atlas: Atlas }) {
  const shown = useWorkbench((s) => s.powerPanel);
  if (shown === null) return null;
  const { title, Body } = PANELS[shown];
  return (
    <section className={styles.desk} aria-label={title}>
      <Body atlas={atlas} />
      <div className={styles.close}>
        <IconButton label="Close" icon="close" onClick={() => showPowerPanel(null)} />
      </div>
    </section>
  );
}

const NO_RUN_YET = "No values yet: run the scenario.";

function Profile({ atlas }: { readonly atlas: Atlas }) {
  const history = useWorkbench((s) => s.history);
  const tick = useWorkbench((s) => s.tick);
  const isReady = useWorkbench((s) => s.received > s.tick);
  const selected = useWorkbench((s) => s.selected);
  const [wanted, setWanted] = useState<string | null>(() => lowestOf(feedersAt(atlas, history, tick)));
  const now = powerAt(atlas, isReady ? history : null, tick);
  const { feeders } = now.plan;
  const followed = feederOf(atlas, now, selected);
  const [seen, setSeen] = useState<string | null>(null);
  const [isWide, setWide] = useState(true);
  // what is picked decides, until the reader asks for another feeder
  if (selected !== seen) {
    setSeen(selected);
    if (followed !== null) setWanted(followed);
  }
  const feeder = feeders.find((f) => f.id === wanted) ?? feeders[0];
  const profile = useMemo(() => (feeder ? feederProfile(atlas.graph, now.tree, feeder) : null), [atlas, now, feeder]);
  const state = feedersAt(atlas, history, tick).find((f) => f.feeder === feeder);
  if (!feeder || !profile) return <p className={panel.muted}>This district has no feeders.</p>;
  const read = readerAt(history, tick);
  const name = (id: string | null) => (id === null ? "" : titleOf(atlas, atlas.indexOf.get(id) ?? -1));
  return (
    <>
      <div className={styles.head}>
        <div className={styles.choose}>
          <Select
            label="Feeder"
            value={feeder.id}
            choices={feeders.map((f) => ({ value: f.id, label: f.name }))}
            onChange={setWanted}
          />
        </div>
        <fieldset className={styles.range} aria-label="Range of the axis">
          <button type="button" aria-pressed={isWide} onClick={() => setWide(true)}>
            To the limits
          </button>
          <button type="button" aria-pressed={!isWide} onClick={() => setWide(false)}>
            To the values
          </button>
        </fieldset>
        {state && isReady ? (
          <p className={panel.small} data-testid="profile-summary">
            Lowest <b>{percent(state.lowest_1)}</b>{" "}
            {state.lowestAt && (
              <button type="button" className={panel.link} onClick={() => select(state.lowestAt)}>
                {name(state.lowestAt)}
              </button>
            )}
            , highest <b>{percent(state.highest_1)}</b>. Limits {VOLTAGE_LIMITS.join(" and ")}
            {THIN}%
            {state.dead > 0 && (
              <>
                . <b>{numberText(state.dead)} buses without supply</b>
              </>
            )}
          </p>
        ) : (
          <p className={`${panel.small} ${panel.muted}`}>{NO_RUN_YET}</p>
        )}
      </div>
      <ProfileChart
        profile={profile}
        voltageOf={(bus) => read(bus, "voltage_1")}
        version={isReady ? tick : -1}
        height={172}
        picked={selected}
        isWide={isWide}
        onPick={select}
        onHover={hover}
      />
      <p className={styles.axis}>
        {profile.unit === "m"
          ? "% of nominal against km of cable from the substation"
          : "% of nominal against per-unit impedance from the source: the file gives no lengths"}
        . Thick: longest way; thin: laterals; rings: low voltage.
      </p>
    </>
  );
}

/** Where the reader wants to look first. */
function lowestOf(states: readonly FeederState[]): string | null {
  let best: FeederState | null = null;
  for (const s of states) if (best === null || s.lowest_1 < best.lowest_1) best = s;
  return best?.feeder.id ?? null;
}

const percent = (v_1: number) => `${numberText(v_1 * 100, 4)}${THIN}%`;

function TransformerPanel({ atlas }: { readonly atlas: Atlas }) {
  return (
    <>
      <div className={styles.head}>
        <h3>Transformers, the hottest first</h3>
      </div>
      <Transformers atlas={atlas} />
    </>
  );
}

function Feeders({ atlas }: { readonly atlas: Atlas }) {
  const history = useWorkbench((s) => s.history);
  const tick = useWorkbench((s) => s.tick);
  const isReady = useWorkbench((s) => s.received > s.tick);
  const rows = feedersAt(atlas, isReady ? history : null, tick);
  return (
    <>
      <div className={styles.head}>
        <h3>Feeders, the most loaded first</h3>
        {!isReady && <p className={`${panel.small} ${panel.muted}`}>{NO_RUN_YET}</p>}
      </div>
      <FeederTable atlas={atlas} rows={rows} />
    </>
  );
}
