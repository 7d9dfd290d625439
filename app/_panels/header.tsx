"use client";

import { setHelp, showView, toggleLeft, toggleRight, toggleTheme } from "../_commands/view";
import { useWorkbench, VIEWS } from "../_state/store";
import { DistrictMenu } from "./district-menu";
import styles from "./header.module.css";
import { Search } from "./search";
import { IconButton } from "./ui";

const VIEW_NAMES = { twin: "3D", plan: "Plan", schematic: "Schematic", table: "Table" } as const;

export function Header({ onFly }: { readonly onFly: (id: string) => void }) {
  const district = useWorkbench((s) => s.atlas?.district.name ?? "");
  const theme = useWorkbench((s) => s.theme);
  const view = useWorkbench((s) => s.view);
  const hasWebGL = useWorkbench((s) => s.hasWebGL);
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
        <fieldset className={styles.views} aria-label="View">
          {VIEWS.map((v) => (
            <button
              key={v}
              type="button"
              aria-pressed={view === v}
              disabled={v === "twin" && !hasWebGL}
              onClick={() => showView(v)}
            >
              {VIEW_NAMES[v]}
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
