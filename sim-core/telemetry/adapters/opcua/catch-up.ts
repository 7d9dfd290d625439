import type { ClientSession } from "node-opcua";
import type { Reading } from "../../convert";
import type { AdapterEvents } from "../contract";
import { readGaps } from "./history";
import type { Items } from "./items";
import type { Library } from "./library";
import { readingOf } from "./reading";

/** New values wait for the history before them no longer than this, and no more than so many. */
const FILL_ms = 20_000;
const MOST_HELD = 100_000;
/** What is asked for reaches back a week: what is older is dropped as too old. */
const HISTORY_ms = 7 * 86_400_000;

/**
 * New values of a point wait while the history before them is read, so that all go on in order. A point whose history the
 * server does not keep, or that has missed nothing, does not wait.
 */
export class CatchUp {
  /** By point; null when there is nothing to wait for. */
  private held: Map<string, Reading[]> | null = null;
  private count = 0;
  private from_ms = Number.NaN;
  /** Points that wait no more. */
  private readonly passed = new Set<string>();
  /** How often it began: a break while the history of the one before is read leaves that reading nothing to say. */
  private breaks = 0;

  constructor(
    private readonly sourceId: string,
    private readonly events: AdapterEvents,
  ) {}

  /** From now on new values wait: something may have been missed before them. */
  begin(): void {
    this.held ??= new Map();
    this.from_ms = Date.now();
    this.passed.clear();
    this.breaks++;
  }
  /** A line that came back without a word: what waits would wait for ever. */
  get isForgotten(): boolean {
    return this.held !== null && Date.now() - this.from_ms > 2 * FILL_ms;
  }

  take(reading: Reading): void {
    const { held } = this;
    if (!held || this.passed.has(reading.point) || this.count >= MOST_HELD) {
      this.events.onReadings([reading], () => {});
      return;
    }
    this.count++;
    const waiting = held.get(reading.point);
    if (waiting) waiting.push(reading);
    else held.set(reading.point, [reading]);
  }

  /** Reads what was missed from the server's history; then what waited behind it goes on, point by point. */
  async fill(ua: Library, session: ClientSession, items: Items): Promise<void> {
    const now_ms = Date.now();
    const mine = this.breaks;
    const isNow = () => mine === this.breaks;
    const points = new Map<string, string>();
    const gaps = [...items.nodes].flatMap(([point, nodeId]) => {
      const after_ms = items.withHistory.has(nodeId) ? this.events.lastTime_ms(point) : Number.NaN;
      if (Number.isNaN(after_ms)) {
        this.pass(point);
        return [];
      }
      points.set(nodeId, point);
      return { nodeId, after_ms: Math.max(after_ms, now_ms - HISTORY_ms) };
    });
    let count = 0;
    try {
      const reading = readGaps(
        session,
        gaps,
        (nodeId, values) => {
          const readings = values.map((v) => ({ ...readingOf(points.get(nodeId)!, v, ua.DataType), isFilled: true }));
          count += readings.length;
          if (readings.length > 0) this.events.onReadings(readings, () => {});
        },
        (nodeId) => isNow() && this.pass(points.get(nodeId)!),
      );
      await Promise.race([reading, after(FILL_ms, "no answer in time")]);
      if (count > 0) this.events.onNote(`${this.sourceId}: ${count} values of a break read from the server's history`);
    } catch (error) {
      const why = (error as Error).message.split("\n")[0];
      this.events.onNote(`${this.sourceId}: history not read, the gap stays: ${why}`);
    } finally {
      if (isNow()) this.end();
    }
  }

  /** What waits goes on, whatever was before it. */
  end(): void {
    for (const point of [...(this.held?.keys() ?? [])]) this.pass(point);
    this.held = null;
  }

  private pass(point: string): void {
    this.passed.add(point);
    const waiting = this.held?.get(point) ?? [];
    this.held?.delete(point);
    this.count -= waiting.length;
    if (waiting.length > 0) this.events.onReadings(waiting, () => {});
  }
}

const after = (ms: number, why: string) =>
  new Promise<never>((_, fail) => {
    setTimeout(() => fail(new Error(why)), ms).unref();
  });
