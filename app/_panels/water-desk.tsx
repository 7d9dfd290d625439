"use client";

import { Tabs } from "radix-ui";
import { showWaterPanel, toggleWaterDesk } from "../_commands/water-desk";
import type { Atlas } from "../_state/atlas";
import { useWorkbench } from "../_state/store";
import { WATER_PANELS, type WaterPanel } from "../_state/water";
import { Age } from "./age";
import { Areas } from "./areas";
import { FireFlow } from "./fire-flow";
import { Isolation } from "./isolation";
import panel from "./panel.module.css";
import desk from "./power-desk.module.css";
import { IconButton } from "./ui";
import styles from "./water-desk.module.css";
import { Zones } from "./zones";

const TITLES: Readonly<Record<WaterPanel, string>> = {
  fireFlow: "Fire flow",
  isolation: "Isolation",
  zones: "Pressure zones",
  areas: "Metered areas",
  age: "Water age",
};
const BODIES = { fireFlow: FireFlow, isolation: Isolation, zones: Zones, areas: Areas, age: Age } as const;

/** Below twin and plan: studies of the water as it stands at the cursor. */
export function WaterDesk({ atlas }: { readonly atlas: Atlas }) {
  const shown = useWorkbench((s) => s.waterPanel);
  if (shown === null) return null;
  const Body = BODIES[shown];
  return (
    <section className={desk.desk} aria-label="Water desk" data-testid="water-desk">
      <Tabs.Root className={styles.root} value={shown} onValueChange={(tab) => showWaterPanel(tab as WaterPanel)}>
        <Tabs.List className={styles.tabs} aria-label="Water studies">
          {WATER_PANELS.map((tab) => (
            <Tabs.Trigger key={tab} value={tab} autoFocus={tab === shown}>
              {TITLES[tab]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content className={styles.body} value={shown} tabIndex={-1}>
          <Body atlas={atlas} />
        </Tabs.Content>
      </Tabs.Root>
      <div className={desk.close}>
        <IconButton label="Close the water desk (W)" icon="close" onClick={() => showWaterPanel(null)} />
      </div>
    </section>
  );
}

/** On the picture: opens the desk below it. */
export function WaterDeskButton() {
  const isOpen = useWorkbench((s) => s.waterPanel !== null);
  const isQuiet = useWorkbench((s) => s.loading !== null);
  if (isQuiet) return null;
  return (
    <button
      type="button"
      className={`${panel.button} ${styles.open}`}
      aria-pressed={isOpen}
      title="Fire flow, isolation, pressure zones, metered areas, water age (W)"
      onClick={toggleWaterDesk}
    >
      Water desk
    </button>
  );
}
