import { readFileSync } from "node:fs";
import { join } from "node:path";
import { harbourside } from "../../scenarios/districts/harbourside";
import { normalDay } from "../../scenarios/normal-day";
import type { Change } from "../../sim-core/model/change";
import { advance, frameLayout, openRun } from "../../sim-core/session/run";
import { batchOf } from "../../sim-core/telemetry/batch";
import { encodeEnvelope } from "../../sim-core/telemetry/envelope";
import { localDay, tagCells } from "../../sim-core/telemetry/frames";
import { Instrument } from "../../sim-core/telemetry/instrument";
import type { Sample } from "../../sim-core/telemetry/sample";
import { linkTag } from "../../sim-core/telemetry/sample";
import { scenarioFromLive } from "../../sim-core/telemetry/scenario";
import { nameHash } from "../../sim-core/time/noise";

const MAP_INTERVAL_S = 10;
const STEP_S = 10;
const SOURCE = "scada";

/**
 * The hour of Harbourside that lies behind us, as a bridge would have brought it, and then what comes: posted straight
 * into a workbench, so that an hour of field takes a second. One Tag stops speaking (stale), one says that its sensor
 * failed; a fault of the plant may be hidden in it.
 */
export class PlayedField {
  private readonly epoch = `hour-${process.pid}-${Date.now()}`;
  private seq = 0;
  private readonly ticks: Float64Array[] = [];
  private readonly cells: ReadonlyMap<string, number>;
  private readonly instruments: ReadonlyMap<string, Instrument>;
  private readonly start_s: number;
  private readonly began_s = Date.now() / 1000;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly data: string,
    options: {
      fault?: { target: string; fields: Change["fields"]; ago_s: number };
      stale?: string;
      bad?: string;
      seed?: number;
    },
  ) {
    this.silent = options.stale;
    this.broken = options.bad;
    const district = harbourside();
    const { from_s } = localDay(district, this.began_s - 3600);
    const { scenario } = scenarioFromLive(district, normalDay(), { from_s, to_s: this.began_s + 1800 }, []);
    this.start_s = scenario!.start_s;
    const { fault, seed = 4711 } = options;
    const changes: Change[] = fault
      ? [
          {
            at_s: Math.max(0, this.began_s - fault.ago_s - this.start_s),
            op: "set",
            target: fault.target,
            fields: fault.fields,
            by: "field",
            why: "hidden",
          },
        ]
      : [];
    const module = new WebAssembly.Module(readFileSync("public/solvers.wasm"));
    const { run } = openRun(module, district, { ...scenario!, changes }, seed);
    this.cells = tagCells(frameLayout(run!), district.tags);
    for (let k = 0; k * 300 < scenario!.duration_s; k++) this.ticks.push(advance(run!).slice());
    this.instruments = new Map([...this.cells.keys()].map((tag) => [tag, new Instrument(nameHash(`${seed}/${tag}`))]));
  }
  private readonly silent: string | undefined;
  private readonly broken: string | undefined;

  /** The hour behind, then every other second what comes. */
  async start(): Promise<void> {
    await fetch(`${this.url}/api/telemetry/ingest`, { method: "POST" }); // refused; the token's file is there from now on
    const first_s = Math.ceil((this.began_s - 3600) / STEP_S) * STEP_S;
    for (let s = first_s; s < this.began_s - STEP_S; s += STEP_S) await this.post(s, s + 2 * STEP_S > this.began_s);
    await this.post(Date.now() / 1000, true);
    this.timer = setInterval(() => void this.post(Date.now() / 1000, true).catch(() => undefined), 2000);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private waiting: Sample[] = [];
  private async post(at_s: number, isLast: boolean): Promise<void> {
    const time_s = at_s - this.start_s;
    const k = Math.min(this.ticks.length - 2, Math.floor(time_s / 300));
    const part = time_s / 300 - k;
    const source_ms = Math.round(at_s * 1000);
    const common = { source_ms, receive_ms: source_ms + 40, status: 0, revision: 0 } as const;
    const isNow = this.began_s - at_s < 45;
    for (const [tag, cell] of this.cells) {
      const [a, b] = [this.ticks[k]![cell]!, this.ticks[k + 1]![cell]!];
      const value = this.instruments.get(tag)!.read(a + (b - a) * part, time_s);
      if (value === undefined || (isNow && tag === this.silent)) continue;
      if (isNow && tag === this.broken)
        this.waiting.push({
          tag,
          value: Number.NaN,
          quality: "bad",
          reason: "sourceBad",
          ...common,
          status: 0x808c0000,
        });
      else this.waiting.push({ tag, value, quality: "good", reason: "none", ...common });
    }
    this.waiting.push({ tag: linkTag(SOURCE), value: 1, quality: "good", reason: "none", ...common });
    if (!isLast && this.waiting.length < 4000) return;
    const samples = this.waiting;
    this.waiting = [];
    const envelope = {
      ...{ epoch: this.epoch, district: "harbourside", oldestSeq: 0 },
      feeds: [...this.cells.keys()].map((tag) => ({
        tag,
        source: SOURCE,
        interval_s: MAP_INTERVAL_S,
        isByException: false,
      })),
      health: {
        started_ms: this.began_s * 1000,
        sources: [],
        counts: {},
        pointsWithoutTag: [],
        tagsWithoutPoint: [],
        mapping: { revision: "", points: 0, fault: null },
        spool: { bytes: 0, waiting: 0, isFull: false },
      },
    };
    const response = await fetch(`${this.url}/api/telemetry/ingest`, {
      method: "POST",
      headers: { authorization: `Bearer ${readFileSync(join(this.data, "bridge.token"), "utf8").trim()}` },
      body: encodeEnvelope(envelope, batchOf(this.seq, samples)),
    });
    if (!response.ok) throw new Error(await response.text());
    this.seq += samples.length;
  }
}
