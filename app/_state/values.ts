import { nameLabel, quantityText } from "@/sim-core";

const HOLDS = ["nothing", "voltage", "thermal limit", "export cap"];

/** Columns that hold a state: the word of each number. */
const STATE_WORDS: Readonly<Record<string, readonly string[]>> = {
  isOn: ["off", "on"],
  isOpen: ["closed", "open"],
  isClosed: ["open", "closed"],
  isEnergised: ["no", "yes"],
  isConnected: ["no", "yes"],
  isFaulted: ["no", "yes"],
  status: ["closed", "open"],
  mode: ["off", "starting", "running", "tripped", "out of service"],
  bound: [...HOLDS, "inverter", "command"],
  heldBy: HOLDS,
};

const LABELS: Readonly<Record<string, string>> = {
  mode: "Mode",
  bound: "Curtailed by",
  heldBy: "Command set for",
};

/** "Is closed: open" reads badly; a state is a state. */
export const labelOf = (name: string): string =>
  LABELS[name] ??
  (STATE_WORDS[name]?.[0] === "no"
    ? nameLabel(name).replace(/^Is (.)/, (_, c: string) => c.toUpperCase())
    : STATE_WORDS[name]
      ? "State"
      : nameLabel(name));

export const isState = (name: string): boolean => name in STATE_WORDS;

export function valueText(name: string, unit: string, trade: string, v: number): string {
  const words = STATE_WORDS[name];
  return words?.[v] ?? quantityText(v, unit, trade, name);
}

/** What lies over a value whose solver broke, and its words: never colour alone. */
export const QUALITY = {
  held: { mark: "○", text: "held: its solver broke, this is its last good value" },
  absent: { mark: "✕", text: "absent: its solver is out of service" },
} as const;

/** A gap counts as closed up to this share of what went through. */
export const CLOSES_TO = 1e-6;
