import { type Device, type HeatSource, isHeatSource, type Offer } from "./device";
import type { FedPumps } from "./fed";
import { loopsOf } from "./loops";
import type { PortBook } from "./port";
import { rowOf, type Surroundings, solved } from "./surroundings";

/** A share that is not 0, so that the full demand can be read back from what is left of it. */
const LEAST_SHARE_1 = 1e-9;

interface Plant {
  readonly id: string;
  readonly linkRow: number;
  readonly loop: number;
  readonly sources: readonly HeatSource[];
}

/**
 * What the loops take from their plants, shared out to the sources; and, when the sources cannot give it, the share
 * of the consumers' demand that is left. In truth the supply runs colder and the consumers at the far end go short
 * first; the share spreads the same shortage evenly and keeps the energy exact.
 *
 * Order of giving: sources at their command, then those that follow the load (in proportion to what they can),
 * then stores. Order of giving less: stores take it, then followers and commanded sources are trimmed.
 */
export class Plants {
  readonly list: readonly Plant[];
  /** Share of demand that can be met, by heat link row. */
  readonly linkShare: Float64Array;
  private readonly loops: Int32Array;
  private readonly given: Float64Array[];
  private readonly heat_W: Float64Array;
  /** By loop number. */
  private readonly loopWanted_W: Float64Array;
  private readonly loopUsed_W: Float64Array;
  private readonly ports: PortBook;
  private readonly required_W: Float64Array;
  private readonly available_W: Float64Array;
  private readonly share_1: Float64Array;
  private readonly isStanding: Uint8Array;

  constructor(around: Surroundings, ids: readonly string[], devices: readonly Device[]) {
    const heat = around.solvers.heat;
    this.loops = heat ? loopsOf(heat) : new Int32Array(0);
    this.linkShare = new Float64Array(this.loops.length).fill(1);
    this.list = ids.map((id) => {
      const linkRow = rowOf(around, "heat", "link", id);
      const sources = devices.filter((d): d is HeatSource => isHeatSource(d) && d.plant === id);
      return { id, linkRow, loop: this.loops[linkRow] ?? -1, sources };
    });
    this.given = this.list.map((plant) => new Float64Array(plant.sources.length));
    this.heat_W = solved(around, "heat", "link", "heat_W");
    this.loopWanted_W = new Float64Array(heat ? heat.numbering.node!.count : 0);
    this.loopUsed_W = new Float64Array(this.loopWanted_W.length);
    this.ports = around.ports;
    this.required_W = around.table.f64("plant", "required_W");
    this.available_W = around.table.f64("plant", "available_W");
    this.share_1 = around.table.f64("plant", "share_1");
    this.isStanding = around.table.u8("plant", "isStanding");
  }

  start(): void {
    this.share_1.fill(1);
  }

  /** Where the pumps' flags are; set once both exist. */
  pumps: FedPumps | null = null;

  /**
   * At the start of a step the share is tried again from the last one, so that a shortage ends when it is over; and a
   * plant that stands is tried again as soon as one of its sources has heat.
   */
  begin(): void {
    for (let p = 0; p < this.list.length; p++) {
      const { linkRow } = this.list[p]!;
      if (linkRow >= 0 && this.pumps) this.pumps.stands[linkRow] = this.isStanding[p]!;
      if (this.isStanding[p] === 0) continue;
      if (this.list[p]!.sources.some((source) => source.offer().most_W > 0)) this.stand(p, false);
    }
    this.spread();
  }

  private stand(p: number, stands: boolean): void {
    this.isStanding[p] = stands ? 1 : 0;
    this.share_1[p] = 1;
    this.pumps?.stand(this.list[p]!.linkRow, stands);
  }

  /** After a heat solve: shares out what the loops take, and corrects the share of demand that can be met (true if it moved). */
  update(): boolean {
    let isMoved = false;
    for (let p = 0; p < this.list.length; p++) {
      const plant = this.list[p]!;
      if (plant.linkRow < 0) continue;
      const required_W = Math.abs(this.heat_W[plant.linkRow]!);
      this.required_W[p] = Number.isNaN(required_W) ? 0 : required_W;
      // A plant without a source of its own is a connection to somebody else's network: it gives what is asked.
      this.available_W[p] =
        plant.sources.length > 0 ? shareOut(plant.sources, this.required_W[p]!, this.given[p]!) : required_W;
    }
    let isCounted = false;
    for (let p = 0; p < this.list.length; p++) {
      const plant = this.list[p]!;
      if (plant.linkRow < 0 || plant.sources.length === 0) continue;
      const missing_W = this.available_W[p]! - this.required_W[p]!;
      const share_1 = this.share_1[p]!;
      if (this.isStanding[p] === 1) continue;
      if (share_1 >= 1 && missing_W >= 0) continue;
      if (!isCounted) this.countDemand();
      isCounted = true;
      const full_W = this.loopWanted_W[plant.loop]! / this.linkShare[plant.linkRow]!;
      if (missing_W < 0 && (share_1 <= LEAST_SHARE_1 || !(full_W > 0))) {
        // Not even the losses of the pipes can be carried: the water would cool to the ground's temperature, so the pump
        // stops. Within a step it stays so.
        this.stand(p, true);
        isMoved = true;
        continue;
      }
      // required = demand used + losses of the net; the demand that makes it equal to what is available, over the full
      // one. A function of the used demand alone and not of the last share: only so can the ports be accelerated.
      const next_1 = full_W > 0 ? (this.loopUsed_W[plant.loop]! + missing_W) / full_W : 1;
      this.share_1[p] = Math.min(Math.max(next_1, LEAST_SHARE_1), 1);
      isMoved ||= share_1 !== this.share_1[p];
    }
    if (isMoved) this.spread();
    return isMoved;
  }

  /** What the buildings of each loop ask for at their present share, and what the loops were last solved with. */
  private countDemand(): void {
    this.loopWanted_W.fill(0);
    this.loopUsed_W.fill(0);
    this.ports.forEach("heat", "heatDemand_W", (row, wanted_W, used_W) => {
      this.loopWanted_W[this.loops[row]!]! += wanted_W;
      this.loopUsed_W[this.loops[row]!]! += Number.isNaN(used_W) ? wanted_W : used_W;
    });
  }

  /** A loop is as short as its shortest plant. */
  private spread(): void {
    this.linkShare.fill(1);
    for (let p = 0; p < this.list.length; p++) {
      const { loop } = this.list[p]!;
      if (this.share_1[p]! >= 1) continue;
      for (let k = 0; k < this.loops.length; k++)
        if (this.loops[k] === loop) this.linkShare[k] = Math.min(this.linkShare[k]!, this.share_1[p]!);
    }
  }
}

/** Tells every source what to give so that they give `required_W` together; gives the most that they could. */
export function shareOut(sources: readonly HeatSource[], required_W: number, given: Float64Array): number {
  const offers: Offer[] = sources.map((source) => source.offer());
  let available_W = 0;
  let rest_W = required_W;
  for (let i = 0; i < offers.length; i++) {
    const { wanted_W, most_W } = offers[i]!;
    given[i] = Number.isNaN(wanted_W) ? 0 : wanted_W;
    rest_W -= given[i]!;
    available_W += most_W;
  }
  const isFollower = (i: number) => Number.isNaN(offers[i]!.wanted_W);
  const isStore = (i: number) => sources[i]!.isStore;
  const isCommanded = (i: number) => !isFollower(i) && !isStore(i);
  if (rest_W > 0) {
    rest_W = spend(rest_W, offers, given, isFollower);
    rest_W = spend(rest_W, offers, given, isStore);
    spend(rest_W, offers, given, isCommanded);
  } else if (rest_W < 0) {
    rest_W = spend(rest_W, offers, given, isStore);
    rest_W = spend(rest_W, offers, given, isFollower);
    spend(rest_W, offers, given, isCommanded);
  }
  for (let i = 0; i < sources.length; i++) sources[i]!.give(given[i]!);
  return available_W;
}

/** Moves a group's output by `rest_W`, in proportion to the room that each has; returns what is left over. */
function spend(rest_W: number, offers: readonly Offer[], given: Float64Array, belongs: (i: number) => boolean): number {
  const room = (i: number) => (rest_W > 0 ? offers[i]!.most_W - given[i]! : given[i]! - offers[i]!.least_W);
  let all_W = 0;
  for (let i = 0; i < offers.length; i++) if (belongs(i)) all_W += Math.max(room(i), 0);
  if (all_W <= 0) return rest_W;
  const part = Math.min(Math.abs(rest_W) / all_W, 1);
  for (let i = 0; i < offers.length; i++)
    if (belongs(i)) given[i] = given[i]! + Math.sign(rest_W) * part * Math.max(room(i), 0);
  return part < 1 ? 0 : rest_W - Math.sign(rest_W) * all_W;
}
