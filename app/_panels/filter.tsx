"use client";

import panel from "./panel.module.css";
import styles from "./water-desk.module.css";

export interface FilterProps {
  readonly label: string;
  readonly value: string;
  onChange(text: string): void;
}

export function Filter({ label, value, onChange }: FilterProps) {
  return (
    <input
      className={`${panel.input} ${styles.filter}`}
      type="search"
      aria-label={label}
      placeholder="Filter"
      value={value}
      onChange={(e) => onChange(e.target.value)}
    />
  );
}
