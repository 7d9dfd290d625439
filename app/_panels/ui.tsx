"use client";

import { Select as RadixSelect, Slider as RadixSlider, Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { Icon } from "./icons";
import styles from "./ui.module.css";

export function Tip({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={styles.tip} sideOffset={6} collisionPadding={8}>
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

export interface IconButtonProps {
  readonly label: string;
  readonly icon: Parameters<typeof Icon>[0]["name"];
  readonly isOn?: boolean;
  readonly isDisabled?: boolean;
  onClick(): void;
}

export function IconButton({ label, icon, isOn, isDisabled, onClick }: IconButtonProps) {
  return (
    <Tip text={label}>
      <button
        type="button"
        className={styles.icon}
        aria-label={label}
        aria-pressed={isOn}
        disabled={isDisabled}
        onClick={onClick}
      >
        <Icon name={icon} />
      </button>
    </Tip>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly isCompact?: boolean;
  readonly isDisabled?: boolean;
  onChange(value: string): void;
}

export function Select({ label, value, choices, isCompact, isDisabled, onChange }: SelectProps) {
  return (
    <RadixSelect.Root value={value} onValueChange={onChange} disabled={isDisabled}>
      <RadixSelect.Trigger className={`${styles.select} ${isCompact ? styles.compact : ""}`} aria-label={label}>
        <span className={styles.value}>
          <RadixSelect.Value />
        </span>
        <RadixSelect.Icon className={styles.chevron}>
          <Icon name="down" size={12} />
        </RadixSelect.Icon>
      </RadixSelect.Trigger>
      <RadixSelect.Portal>
        <RadixSelect.Content className={styles.menu} position="popper" sideOffset={4} collisionPadding={8}>
          <RadixSelect.Viewport>
            {choices.map((c) => (
              <RadixSelect.Item key={c.value} value={c.value} className={styles.item}>
                <RadixSelect.ItemText>{c.label}</RadixSelect.ItemText>
                <RadixSelect.ItemIndicator className={styles.tick}>
                  <Icon name="check" size={12} />
                </RadixSelect.ItemIndicator>
              </RadixSelect.Item>
            ))}
          </RadixSelect.Viewport>
        </RadixSelect.Content>
      </RadixSelect.Portal>
    </RadixSelect.Root>
  );
}

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly step: number;
  readonly text?: string;
  onChange(value: number): void;
}

export function Slider({ label, value, max, step, text, onChange }: SliderProps) {
  return (
    <RadixSlider.Root
      className={styles.slider}
      value={[value]}
      min={0}
      max={max}
      step={step}
      onValueChange={(v) => onChange(v[0])}
    >
      <RadixSlider.Track className={styles.track}>
        <RadixSlider.Range className={styles.range} />
      </RadixSlider.Track>
      <RadixSlider.Thumb className={styles.thumb} aria-label={label} aria-valuetext={text} />
    </RadixSlider.Root>
  );
}
