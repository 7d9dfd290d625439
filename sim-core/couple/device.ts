import type { Element } from "../model/element";
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
  /** At the start of a step, before anything is solved: modes and timers, ramps, what it could give. */
  begin?(around: Surroundings): void;
  /** Within settle: port values (means over the step) from what the networks say now. */
  update(around: Surroundings): void;
  /** After the networks are solved: true when the device had to trip. Only worsens, never restarts. */
  trip?(around: Surroundings): boolean;
  /** At the end of a step of `dt_s`: stores, ramps, timers. */
  commit(around: Surroundings, dt_s: number): void;
}

/** A source or store on a heat plant: the plant asks, the source says what it can and is told what it does. */
export interface HeatSource extends Device {
  readonly plant: string;
  /** What it means to give whatever the load is (W >= 0); a store's may be negative (it charges). */
  fixed_W(around: Surroundings): number;
  /** The most it could give now. */
  most_W(around: Surroundings): number;
  /** What it is to give; the device derives its other ports from it. */
  give(around: Surroundings, heat_W: number): void;
}

export type DeviceKind = {
  readonly kind: string;
  open(element: Element, row: number, around: Surroundings): Device;
};
