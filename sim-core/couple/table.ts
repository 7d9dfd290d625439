import { LAYOUT } from "../compile/layout";
import { type Numbering, numberingOf } from "../compile/numbering";
import type { ColumnArray } from "../utilities/contract";

const BYTES = { f64: 8, i32: 4, u8: 1 } as const;

/**
 * The district's own columns in one buffer: copying the buffer copies the state of every device, building, pump
 * supply and rule. Wide columns first, so that every view is aligned.
 */
export class DistrictTable {
  readonly numbering: Readonly<Record<string, Numbering>>;
  readonly buffer: ArrayBuffer;
  private readonly views = new Map<string, ColumnArray>();

  constructor(ids: Readonly<Record<string, readonly string[]>>) {
    const numbering: Record<string, Numbering> = {};
    for (const rows of LAYOUT.district.rowSets) numbering[rows] = numberingOf(ids[rows] ?? []);
    this.numbering = numbering;
    const sorted = [...LAYOUT.district.columns].sort((a, b) => BYTES[b.type] - BYTES[a.type]);
    const size = sorted.reduce((sum, c) => sum + BYTES[c.type] * numbering[c.rows]!.count, 0);
    this.buffer = new ArrayBuffer(Math.ceil(size / 8) * 8);
    let at = 0;
    for (const c of sorted) {
      const count = numbering[c.rows]!.count;
      const view =
        c.type === "f64"
          ? new Float64Array(this.buffer, at, count)
          : c.type === "i32"
            ? new Int32Array(this.buffer, at, count)
            : new Uint8Array(this.buffer, at, count);
      this.views.set(`${c.rows}.${c.name}`, view);
      at += BYTES[c.type] * count;
    }
  }

  column(rows: string, name: string): ColumnArray {
    const view = this.views.get(`${rows}.${name}`);
    if (!view) throw new Error(`district has no column ${rows}.${name}`);
    return view;
  }

  f64(rows: string, name: string): Float64Array {
    return this.column(rows, name) as Float64Array;
  }

  i32(rows: string, name: string): Int32Array {
    return this.column(rows, name) as Int32Array;
  }

  u8(rows: string, name: string): Uint8Array {
    return this.column(rows, name) as Uint8Array;
  }

  save(): ArrayBuffer {
    return this.buffer.slice(0);
  }

  restore(state: ArrayBuffer): void {
    if (state.byteLength !== this.buffer.byteLength) throw new Error("saved state belongs to another district");
    new Uint8Array(this.buffer).set(new Uint8Array(state));
  }
}
