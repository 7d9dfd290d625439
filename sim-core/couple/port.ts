import type { Utility } from "../model/element";
import type { Acceleration } from "./acceleration";

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

/** Relative move of a port below which it counts as settled. */
export const SETTLED = 1e-8;

/** What a gathering found: how far the ports moved since they were last used, and which of them moved most. */
export interface Gathered {
  residual: number;
  owner: string;
  /** Column of the port, and its two values. */
  port: string;
  wanted: number;
  used: number;
}

export const nothingGathered = (): Gathered => ({
  residual: 0,
  owner: "",
  port: "",
  wanted: Number.NaN,
  used: Number.NaN,
});

/**
 * Every meeting of a device or building with a network, one entry each. Devices `set` entries; `use` compares
 * them with the values of the last solve and, when they moved, adds them up into the network's columns in the
 * order of opening (so that the sums have the same bits on every machine).
 */
export class PortBook {
  private wanted = new Float64Array(64);
  private used = new Float64Array(64).fill(Number.NaN);
  private count = 0;
  /** How often an entry moved since `beginSettling`. */
  private moves = new Int32Array(64);
  private readonly owners: string[] = [];
  private readonly rows: number[] = [];
  private readonly byColumn: number[][] = PORT_COLUMNS.map(() => []);

  /** Opens an entry and returns its handle; -1 (a handle that is ignored) when the row is absent. */
  open(owner: string, utility: Utility, name: string, row: number): number {
    if (row < 0) return -1;
    const columnAt = PORT_COLUMNS.findIndex((c) => c.utility === utility && c.name === name);
    if (columnAt < 0) throw new Error(`no port column ${utility}.${name}`);
    const handle = this.count++;
    if (handle >= this.wanted.length) {
      const more = 2 * handle;
      this.wanted = grown(this.wanted, new Float64Array(more));
      this.used = grown(this.used, new Float64Array(more).fill(Number.NaN));
      this.moves = grown(this.moves, new Int32Array(more));
    }
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

  /** Row of the network, -1 where there is none. */
  row(handle: number): number {
    return handle >= 0 ? this.rows[handle]! : -1;
  }

  owner(handle: number): string {
    return this.owners[handle] ?? "";
  }

  /** Largest relative move of one utility's ports since their last use. */
  residual(utility: Utility, found: Gathered): void {
    found.residual = 0;
    found.owner = "";
    for (let c = 0; c < PORT_COLUMNS.length; c++) {
      if (PORT_COLUMNS[c]!.utility !== utility) continue;
      const floor = PORT_COLUMNS[c]!.floor;
      for (const handle of this.byColumn[c]!) {
        const residual = this.moveOf(handle, floor);
        if (residual <= found.residual) continue;
        found.residual = residual;
        found.owner = this.owners[handle]!;
        found.port = `${utility} ${PORT_COLUMNS[c]!.name}`;
        found.wanted = this.wanted[handle]!;
        found.used = this.used[handle]!;
      }
    }
  }

  /** NaN must not slip through a comparison: a port that is not a number never settles. */
  private moveOf(handle: number, floor: number): number {
    const wanted = this.wanted[handle]!;
    const used = this.used[handle]!;
    if (wanted === used) return 0;
    const move = Number.isNaN(used) ? 1 : Math.abs(wanted - used) / Math.max(Math.abs(wanted), floor);
    return Number.isNaN(wanted) || Number.isNaN(move) ? Number.POSITIVE_INFINITY : move;
  }

  /**
   * Moves the used values towards the wanted ones and adds them up into the network's own columns. `accelerate` when
   * the ports of this utility may answer to themselves, absent for a plain substitution.
   */
  use(
    utility: Utility,
    column: (rows: string, name: string) => ArrayLike<number> & { [i: number]: number },
    accelerate?: Acceleration,
  ): void {
    const next = accelerate ? this.accelerated(utility, accelerate) : null;
    let at = 0;
    for (let c = 0; c < PORT_COLUMNS.length; c++) {
      const spec = PORT_COLUMNS[c]!;
      const handles = this.byColumn[c]!;
      if (spec.utility !== utility || handles.length === 0) continue;
      const sums = column(spec.rows, spec.name);
      for (const handle of handles) sums[this.rows[handle]!] = 0;
      for (const handle of handles) {
        const wanted = this.wanted[handle]!;
        const value = next === null || Number.isNaN(this.used[handle]!) ? wanted : next[at]!;
        at++;
        if (this.moveOf(handle, spec.floor) > SETTLED) this.moves[handle]!++;
        sums[this.rows[handle]!]! += value;
        this.used[handle] = value;
      }
    }
  }

  private accelerated(utility: Utility, accelerate: Acceleration): Float64Array {
    const handles: number[] = [];
    const scales: number[] = [];
    for (let c = 0; c < PORT_COLUMNS.length; c++) {
      if (PORT_COLUMNS[c]!.utility !== utility) continue;
      for (const handle of this.byColumn[c]!) {
        handles.push(handle);
        scales.push(Math.max(Math.abs(this.wanted[handle]!), PORT_COLUMNS[c]!.floor));
      }
    }
    const used = Float64Array.from(handles, (h) => (Number.isNaN(this.used[h]!) ? this.wanted[h]! : this.used[h]!));
    const wanted = Float64Array.from(handles, (h) => this.wanted[h]!);
    const next = new Float64Array(handles.length);
    accelerate.next(used, wanted, Float64Array.from(scales), next);
    return next;
  }

  /** Calls with the row of the network, the wanted and the used value of every entry of one column, and its handle. */
  forEach(
    utility: Utility,
    name: string,
    visit: (row: number, wanted: number, used: number, handle: number) => void,
  ): void {
    const c = PORT_COLUMNS.findIndex((spec) => spec.utility === utility && spec.name === name);
    for (const handle of this.byColumn[c]!) visit(this.rows[handle]!, this.wanted[handle]!, this.used[handle]!, handle);
  }

  beginSettling(): void {
    this.moves.fill(0);
  }

  /** Calls with (handle, owner, moves, residual) for every entry, as the last settling left it. */
  forEachSettled(visit: (handle: number, owner: string, moves: number, residual: number) => void): void {
    for (let c = 0; c < PORT_COLUMNS.length; c++)
      for (const handle of this.byColumn[c]!)
        visit(handle, this.owners[handle]!, this.moves[handle]!, this.moveOf(handle, PORT_COLUMNS[c]!.floor));
  }

  get size(): number {
    return this.count;
  }
}

function grown<T extends Float64Array | Int32Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
