import type { Reading } from "../convert";
import type { PointMap } from "../mapping";

export type Link =
  | { readonly state: "connecting" | "lost"; readonly why: string }
  | { readonly state: "up"; readonly why: string };

/** What an adapter tells the bridge. It has nothing to ask of it. */
export interface AdapterEvents {
  /** `stored` is called when what came is safe on disk: only then is it acknowledged to the sender, where that can be. */
  onReadings(readings: readonly Reading[], stored: () => void): void;
  /** Source time of the last value of a point that was taken, NaN before the first: where a gap begins. */
  lastTime_ms(point: string): number;
  onLink(link: Link): void;
  /** A line for the log; never with a secret in it. */
  onNote(text: string): void;
}

export interface Health {
  readonly link: Link;
  /** When the source last gave a sign of life, ms; NaN before the first. */
  readonly alive_ms: number;
  /** Since the start: messages or notifications, and how often the connection was made. */
  readonly messages: number;
  readonly connections: number;
  /** Points that the source refuses, with its reason. */
  readonly refused: readonly { readonly point: string; readonly why: string }[];
}

/**
 * One protocol's way to the field. It connects, listens and says how it is. It reads and only reads: the contract has no
 * verb that could move anything out there, and an adapter sends nothing but what a listener must (hello, subscribe,
 * acknowledge, ping, goodbye).
 */
export interface Adapter {
  /** Connects and subscribes, again and again until it succeeds; resolves at once. */
  start(points: readonly PointMap[]): void;
  /** Other points from now on; what stays is not interrupted. */
  remap(points: readonly PointMap[]): void;
  health(): Health;
  stop(): Promise<void>;
}
