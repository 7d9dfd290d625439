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

/** Every word that was typed stands somewhere in the text. */
export const fits = (filter: string, text: string): boolean => {
  const hay = text.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
};
