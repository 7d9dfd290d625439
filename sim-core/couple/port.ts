import type { Utility } from "../model/element";

/** A network column that gathers ports, and the floor below which a relative residual is not asked for. */
export interface PortColumn {
  readonly utility: Utility;
  readonly rows: string;
  readonly name: string;
  /** A millionth of a small consumer: residuals are relative to max(|value|, floor). */
  readonly floor: number;
}

export const PORT_COLUMNS: readonly PortColumn[] = [
  { utility: "water", rows: "node", name: "portInflow_m3_s", floor: 1e-6 },
  { utility: "heat", rows: "link", name: "heatDemand_W", floor: 1 },
  { utility: "gas", rows: "node", name: "portInflow_kg_s", floor: 1e-6 },
  { utility: "power", rows: "bus", name: "portPower_W", floor: 1 },
  { utility: "power", rows: "bus", name: "portReactive_var", floor: 1 },
];

/** What a gathering found: how far the ports moved since they were last used, and whose moved most. */
export interface Gathered {
  residual: number;
  owner: string;
}

/**
 * Aitken's dynamic relaxation over all ports of one utility: from two residual vectors r the share
 *   w' = -w (r_old . (r - r_old)) / |r - r_old|^2,
 * which for one port is the secant. Moves are scaled by the size of their port, so that watts of a data centre and
 * watts of a lamp weigh alike. Restarts after every discrete change, because the map is then another one.
 */
export class Relaxation {
  private last: Float64Array | null = null;
  private share = 1;

  reset(): void {
    this.last = null;
    this.share = 1;
  }

  next(ports: PortBook, utility: Utility): number {
    const now = new Float64Array(ports.size);
    ports.forEachMove(utility, (handle, move, scale) => {
      now[handle] = move / scale;
    });
    if (this.last) {
      let along = 0;
      let square = 0;
      for (let i = 0; i < now.length; i++) {
        const change = now[i]! - this.last[i]!;
        along += this.last[i]! * change;
        square += change * change;
      }
      // Bounds keep a nearly parallel pair from throwing the ports across the district.
      if (square > 0) this.share = Math.min(Math.max((-this.share * along) / square, 0.1), 2);
    }
    this.last = now;
    return this.share;
  }
}

/**
 * Every meeting of a device or building with a network, one entry each. Devices `set` entries; `gather` compares
 * them with the values of the last solve and, when they moved, adds them up into the network's columns in the
 * order of opening (so that the sums have the same bits on every machine).
 */
export class PortBook {
  private readonly wanted: number[] = [];
  private readonly used: number[] = [];
  private readonly owners: string[] = [];
  private readonly rows: number[] = [];
  private readonly byColumn: number[][] = PORT_COLUMNS.map(() => []);

  /** Opens an entry and returns its handle; -1 (a handle that is ignored) when the row is absent. */
  open(owner: string, utility: Utility, name: string, row: number): number {
    if (row < 0) return -1;
    const columnAt = PORT_COLUMNS.findIndex((c) => c.utility === utility && c.name === name);
    if (columnAt < 0) throw new Error(`no port column ${utility}.${name}`);
    const handle = this.wanted.length;
    this.wanted.push(0);
    this.used.push(Number.NaN);
    this.owners.push(owner);
    this.rows.push(row);
    this.byColumn[columnAt]!.push(handle);
    return handle;
  }

  set(handle: number, value: number): void {
    if (handle >= 0) this.wanted[handle] = value;
  }

  get(handle: number): number {
    return handle >= 0 ? this.wanted[handle]! : 0;
  }

  /** Largest relative move of one utility's ports since their last use; every owner's move goes to `perOwner`. */
  residual(utility: Utility, found: Gathered, perOwner?: Map<string, number>): void {
    found.residual = 0;
    found.owner = "";
    for (let c = 0; c < PORT_COLUMNS.length; c++) {
      if (PORT_COLUMNS[c]!.utility !== utility) continue;
      const floor = PORT_COLUMNS[c]!.floor;
      for (const handle of this.byColumn[c]!) {
        const wanted = this.wanted[handle]!;
        const used = this.used[handle]!;
        if (wanted === used) continue;
        const move = Number.isNaN(used) ? 1 : Math.abs(wanted - used) / Math.max(Math.abs(wanted), floor);
        // NaN must not slip through a comparison: a port that is not a number never settles.
        const residual = Number.isNaN(move) ? Number.POSITIVE_INFINITY : move;
        if (perOwner) perOwner.set(this.owners[handle]!, Math.max(residual, perOwner.get(this.owners[handle]!) ?? 0));
        if (residual > found.residual) {
          found.residual = residual;
          found.owner = this.owners[handle]!;
        }
      }
    }
  }

  /**
   * Moves the used values towards the wanted ones and adds them up into the network's own columns. `relax` is a
   * Relaxation when the ports of this utility answer to themselves, absent for a plain substitution.
   */
  use(
    utility: Utility,
    column: (rows: string, name: string) => ArrayLike<number> & { [i: number]: number },
    relax?: Relaxation,
  ): void {
    const share = relax ? relax.next(this, utility) : 1;
    for (let c = 0; c < PORT_COLUMNS.length; c++) {
      const spec = PORT_COLUMNS[c]!;
      if (spec.utility !== utility || this.byColumn[c]!.length === 0) continue;
      const sums = column(spec.rows, spec.name);
      for (const handle of this.byColumn[c]!) sums[this.rows[handle]!] = 0;
      for (const handle of this.byColumn[c]!) {
        const used = this.used[handle]!;
        const wanted = this.wanted[handle]!;
        const value = share === 1 || Number.isNaN(used) ? wanted : used + share * (wanted - used);
        sums[this.rows[handle]!]! += value;
        this.used[handle] = value;
      }
    }
  }

  /** Calls with (handle, wanted - used, floor) for every entry of a utility that has been used before. */
  forEachMove(utility: Utility, visit: (handle: number, move: number, floor: number) => void): void {
    for (let c = 0; c < PORT_COLUMNS.length; c++) {
      if (PORT_COLUMNS[c]!.utility !== utility) continue;
      for (const handle of this.byColumn[c]!) {
        const move = this.wanted[handle]! - this.used[handle]!;
        if (!Number.isNaN(move)) visit(handle, move, Math.max(Math.abs(this.wanted[handle]!), PORT_COLUMNS[c]!.floor));
      }
    }
  }

  get size(): number {
    return this.wanted.length;
  }
}
