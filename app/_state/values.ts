import { nameLabel, quantityText } from "@/sim-core";

const STATE_WORDS: Readonly<Record<string, readonly [no: string, yes: string]>> = {
  isOn: ["off", "on"],
  isOpen: ["closed", "open"],
  isClosed: ["open", "closed"],
  isEnergised: ["no", "yes"],
  isConnected: ["no", "yes"],
  isFaulted: ["no", "yes"],
  status: ["closed", "open"],
};

/** "Is closed: open" reads badly; a state is a state. */
export const labelOf = (name: string): string =>
  STATE_WORDS[name]?.[0] === "no"
    ? nameLabel(name).replace(/^Is (.)/, (_, c: string) => c.toUpperCase())
    : STATE_WORDS[name]
      ? "State"
      : nameLabel(name);

export const isState = (name: string): boolean => name in STATE_WORDS;

export function valueText(name: string, unit: string, trade: string, v: number): string {
  const words = STATE_WORDS[name];
  if (words && (v === 0 || v === 1)) return words[v];
  return quantityText(v, unit, trade, name);
}

/** What lies over a value whose solver broke, and its words: never colour alone. */
export const QUALITY = {
  held: { mark: "○", text: "held: its solver broke, this is its last good value" },
  absent: { mark: "✕", text: "absent: its solver is out of service" },
} as const;

/** A gap counts as closed up to this share of what went through. */
export const CLOSES_TO = 1e-6;
