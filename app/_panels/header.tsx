"use client";

import { compareNearest } from "../_commands/compare";
import { setHelp, showView, toggleLeft, toggleRight, toggleTheme } from "../_commands/view";
import { useWorkbench, VIEWS, type View } from "../_state/store";
import { DistrictMenu } from "./district-menu";
import styles from "./header.module.css";
import { LiveSwitch } from "./live-switch";
import { Search } from "./search";
import { IconButton } from "./ui";

const VIEW_LABELS: Readonly<Record<View, string>> = {
  twin: "3D",
  plan: "Plan",
  schematic: "Schematic",
  table: "Table",
  compare: "B − A",
  ledger: "Ledger",
};

export function Header({ onFly }: { readonly onFly: (id: string) => void }) {
  const district = useWorkbench((s) => s.atlas?.district.name ?? "");
  const theme = useWorkbench((s) => s.theme);
  const view = useWorkbench((s) => s.view);
  const hasWebGL = useWorkbench((s) => s.hasWebGL);
  const canCompare = useWorkbench((s) => s.variants.length > 1);
  const isCompared = useWorkbench((s) => s.compared !== null);
  const hasResult = useWorkbench((s) => s.run.result !== null);
  const leftOpen = useWorkbench((s) => s.leftOpen);
  const rightOpen = useWorkbench((s) => s.rightOpen);
  return (
    <header className={styles.header}>
      <span className={styles.drawer}>
        <IconButton label="Story and layers" icon="left" isOn={leftOpen} onClick={toggleLeft} />
      </span>
      <div className={styles.place}>
        <h1 className={styles.brand}>
          Crosscurrent <span>{district}</span>
        </h1>
        <DistrictMenu />
      </div>
      <Search onFly={onFly} />
      <div className={styles.tools}>
        <LiveSwitch />
        <fieldset className={styles.views} aria-label="View">
          {VIEWS.map((v) => (
            <button
              key={v}
              type="button"
              aria-pressed={view === v}
              disabled={
                (v === "twin" && !hasWebGL) || (v === "compare" && !canCompare) || (v === "ledger" && !hasResult)
              }
              title={
                v !== "compare"
                  ? undefined
                  : canCompare
                    ? "Two runs held against each other"
                    : "Two runs are needed: make a branch, or run another story"
              }
              onClick={() => {
                showView(v);
                if (v === "compare" && !isCompared) compareNearest();
              }}
            >
              {VIEW_LABELS[v]}
            </button>
          ))}
        </fieldset>
        <button type="button" className={styles.help} aria-label="Keys and help" onClick={() => setHelp(true)}>
          ?
        </button>
        <IconButton
          label={theme === "dark" ? "Light theme" : "Dark theme"}
          icon={theme === "dark" ? "sun" : "moon"}
          onClick={toggleTheme}
        />
        <span className={styles.drawer}>
          <IconButton label="Feed and inspector" icon="right" isOn={rightOpen} onClick={toggleRight} />
        </span>
      </div>
    </header>
  );
}
