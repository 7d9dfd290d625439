import type { Surroundings } from "./surroundings";

export const MODE = { off: 0, starting: 1, running: 2, tripped: 3, outOfService: 4 } as const;

/**
 * A device meets two or more networks and knows none: it reads what lies around it (weather, its bus, its gas
 * inlet, its plant's water) and writes its ports, which are > 0 when they give to a network.
 * Its state lives in the district's columns, so that saving the columns saves the device.
 */
export interface Device {
  readonly id: string;
  readonly kind: string;
  /** Row of the "device" set. */
  readonly row: number;
  /** Its ports follow the voltage of its bus within the step (volt-var, volt-watt). */
  readonly isVoltageLed?: boolean;
  /** At the start of a step, before anything is solved: modes and timers, ramps, what it could give. */
  begin(): void;
  /** Within settle: port values (means over the step) from what the networks say now. */
  update(): void;
  /** After a round of solves: true when the device had to trip. Only worsens, never restarts. */
  trip(): boolean;
  /** At the end of a step of `dt_s`: stores, ramps, timers. */
  commit(dt_s: number): void;
}

/** What a source or store on a heat plant can do over the coming step, W; a store may be negative (it charges). */
export interface Offer {
  /** NaN: it follows the load. */
  readonly wanted_W: number;
  readonly least_W: number;
  readonly most_W: number;
}

/** The plant asks, the source says what it can and is told what to give; its other ports follow in `update`. */
export interface HeatSource extends Device {
  /** Element id of the heatPlant it stands in. */
  readonly plant: string;
  readonly isStore: boolean;
  offer(): Offer;
  give(heat_W: number): void;
}

export const isHeatSource = (device: Device): device is HeatSource => "offer" in device;

/** Opens a device on its row; every handle to columns and ports is taken here, once. */
export type OpenDevice = (id: string, row: number, around: Surroundings) => Device;
