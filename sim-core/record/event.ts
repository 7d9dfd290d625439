/** A crossing of a limit, a failure, a device start: what the event list and the timeline's marks show. */
export interface RunEvent {
  readonly tick: number;
  readonly time_s: number;
  readonly type: "crossing" | "return" | "device" | "change" | "failure";
  readonly priority: 1 | 2 | 3 | 4;
  readonly element: string;
  readonly quantity: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly text: string;
}
