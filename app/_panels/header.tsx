"use client";

import { setHelp, showView, toggleLeft, toggleRight, toggleTheme } from "../_commands/view";
import { useWorkbench } from "../_state/store";
import styles from "./header.module.css";
import { LiveSwitch } from "./live-switch";
import { Search } from "./search";
import { IconButton } from "./ui";

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
      <h1 className={styles.brand}>
        Crosscurrent <span>{district}</span>
      </h1>
      <Search onFly={onFly} />
      <div className={styles.tools}>
        <LiveSwitch />
        <fieldset className={styles.views} aria-label="View">
          {(["twin", "table"] as const).map((v) => (
            <button
              key={v}
              type="button"
              aria-pressed={view === v}
              disabled={v === "twin" && !hasWebGL}
              onClick={() => showView(v)}
            >
              {v === "twin" ? "3D" : "Table"}
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
