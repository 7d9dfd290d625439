/** An interruption longer than this is sustained, a shorter one momentary (IEEE 1366-2012). */
export const SUSTAINED_S = 300;

/** What each customer has been through, as columns: the running interruption, and the sums that indices are made of. */
export interface Interruptions {
  readonly dark_s: Float64Array;
  readonly outage_s: Float64Array;
  readonly sustained: Int32Array;
  readonly momentary: Int32Array;
}

/** Books one interval of one customer. An interruption becomes sustained at its 300 s, and then counts from its start. */
export function bookInterruption(all: Interruptions, row: number, isServed: boolean, dt_s: number): void {
  const before_s = all.dark_s[row]!;
  if (isServed) {
    if (before_s > 0 && before_s <= SUSTAINED_S) all.momentary[row]!++;
    all.dark_s[row] = 0;
    return;
  }
  const now_s = before_s + dt_s;
  all.dark_s[row] = now_s;
  if (now_s <= SUSTAINED_S) return;
  if (before_s <= SUSTAINED_S) {
    all.sustained[row]!++;
    all.outage_s[row]! += now_s;
  } else all.outage_s[row]! += dt_s;
}
