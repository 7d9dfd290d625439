import { LAYOUT, type TableName } from "../compile/layout";
import { layoutHash } from "../compile/layout/hash";

export type ColumnArray = Float64Array | Int32Array | Uint8Array;

/** Exports that every instance has. A utility's verbs are typed by the utility: `kernel.verbs as WaterVerbs`. */
interface CoreExports {
  readonly memory: WebAssembly.Memory;
  abiVersion(): number;
  layoutHashHigh(): number;
  layoutHashLow(): number;
  alloc(bytes: number): number;
  arenaStatus(): number;
  arenaUsed(): number;
  seal(): number;
  setColumn(slot: number, address: number): void;
  setRowCount(rowSet: number, count: number): void;
  reportAddress(): number;
}

/** The report block as written by the last verb (assembly/core/report.ts). `at` is a row, -1 when there is none. */
export interface KernelReport {
  readonly status: number;
  readonly at: number;
  readonly iterations: number;
  readonly detail: number;
  readonly residual: number;
  readonly values: Float64Array;
  readonly counts: Int32Array;
}

/** An array of a utility's own beside the declared columns (pipe resistances, curves, timers). */
export interface KernelArray<A extends ColumnArray> {
  /** Byte address, to hand to a verb. */
  readonly address: number;
  readonly length: number;
  /** The live view. Fetch it again after an allocation: it is final only after seal(). */
  readonly view: A;
}

type ArrayOf = { f64: Float64Array; i32: Int32Array; u8: Uint8Array };

/** One WASM instance of one utility of one run, with its columns bound. */
export interface Kernel {
  readonly table: TableName;
  /** All exported functions of the instance: numbers in, a number (mostly a status) or nothing out. */
  readonly verbs: Readonly<Record<string, (...args: number[]) => number>>;
  readonly rowCounts: Readonly<Record<string, number>>;
  /** The live view of a declared column: `column("link", "flow_m3_s")`. Final after seal(). */
  column(rows: string, name: string): ColumnArray;
  /** Zeroed memory of the utility's own. `isState` puts it into save() and restore(). Before seal() only. */
  array<T extends keyof ArrayOf>(type: T, length: number, isState?: boolean): KernelArray<ArrayOf[T]>;
  /** `array` filled with values. */
  arrayFrom(values: ColumnArray, isState?: boolean): KernelArray<ColumnArray>;
  report(): KernelReport;
  /** No memory can be had afterwards; every view is final. */
  seal(): void;
  /** All declared columns and state arrays, bit for bit, in the order of declaration. */
  save(): ArrayBuffer;
  restore(state: ArrayBuffer): void;
  memoryBytes(): number;
}

const BYTES = { f64: 8, i32: 4, u8: 1 } as const;
let want: ReturnType<typeof layoutHash> | undefined;
const aligned = (bytes: number): number => (bytes + 7) & ~7;

function viewOf(type: keyof ArrayOf, buffer: ArrayBuffer, address: number, length: number): ColumnArray {
  if (type === "f64") return new Float64Array(buffer, address, length);
  if (type === "i32") return new Int32Array(buffer, address, length);
  return new Uint8Array(buffer, address, length);
}

/**
 * Instantiates the module for one utility, checks that both sides were built from the same layout, and binds all
 * declared columns, zeroed. Then the utility allocates its own arrays, calls its analyse verb, and seals.
 */
export function openKernel(
  module: WebAssembly.Module,
  table: TableName,
  rowCounts: Readonly<Record<string, number>>,
): Kernel {
  const instance = new WebAssembly.Instance(module, {});
  const core = instance.exports as unknown as CoreExports;
  want ??= layoutHash();
  if (core.layoutHashHigh() !== want.high || core.layoutHashLow() !== want.low) {
    throw new Error("layoutMismatch: solvers.wasm was built from another column layout; run `npm run build`");
  }

  const { rowSets, columns } = LAYOUT[table];
  const reportAddress = core.reportAddress();
  const blocks: { readonly type: keyof ArrayOf; readonly address: number; readonly length: number }[] = [];
  const slotOf = new Map<string, number>();
  let views: ColumnArray[] = [];
  let viewsBuffer: ArrayBuffer | null = null;
  let isSealed = false;
  let words = new Int32Array(0);
  let numbers = new Float64Array(0);

  const allocate = (type: keyof ArrayOf, length: number): number => {
    const address = core.alloc(length * BYTES[type]);
    if (address === 0) {
      throw new Error(
        isSealed
          ? `kernel: ${table} asked for ${length} ${type} after seal()`
          : `kernel: no memory for ${length} ${type} of ${table} (${core.arenaUsed()} bytes in use)`,
      );
    }
    return address;
  };

  rowSets.forEach((rows, i) => {
    const count = rowCounts[rows];
    if (count === undefined || !Number.isInteger(count) || count < 0) {
      throw new Error(`kernel: ${table} needs a row count for "${rows}", got ${count}`);
    }
    core.setRowCount(i, count);
  });
  columns.forEach((c, slot) => {
    const length = rowCounts[c.rows]!;
    const address = allocate(c.type, length);
    core.setColumn(slot, address);
    blocks.push({ type: c.type, address, length });
    slotOf.set(`${c.rows}.${c.name}`, slot);
  });

  // Growing the memory detaches every view, so the list is made anew when the buffer is another one.
  const blockView = (i: number): ColumnArray => {
    const buffer = core.memory.buffer as ArrayBuffer;
    if (viewsBuffer !== buffer || views.length !== blocks.length) {
      views = blocks.map((b) => viewOf(b.type, buffer, b.address, b.length));
      viewsBuffer = buffer;
    }
    return views[i]!;
  };

  const array = <T extends keyof ArrayOf>(type: T, length: number, isState = false): KernelArray<ArrayOf[T]> => {
    const address = allocate(type, length);
    if (isState) blocks.push({ type, address, length });
    let view: ColumnArray | null = null;
    return {
      address,
      length,
      get view() {
        const buffer = core.memory.buffer as ArrayBuffer;
        if (view === null || view.buffer !== buffer) view = viewOf(type, buffer, address, length);
        return view as ArrayOf[T];
      },
    };
  };

  const stateBytes = (): number => blocks.reduce((sum, b) => sum + aligned(b.length * BYTES[b.type]), 0);

  return {
    table,
    verbs: instance.exports as unknown as Kernel["verbs"],
    rowCounts,
    column(rows, name) {
      const slot = slotOf.get(`${rows}.${name}`);
      if (slot === undefined) throw new Error(`kernel: ${table} has no column ${rows}.${name}`);
      return blockView(slot);
    },
    array,
    arrayFrom(values, isState = false) {
      const type = values instanceof Float64Array ? "f64" : values instanceof Int32Array ? "i32" : "u8";
      const made: KernelArray<ColumnArray> = array(type, values.length, isState);
      made.view.set(values);
      return made;
    },
    report() {
      const buffer = core.memory.buffer as ArrayBuffer;
      if (words.buffer !== buffer) {
        words = new Int32Array(buffer, reportAddress, 30);
        // residual, then the values
        numbers = new Float64Array(buffer, reportAddress + 16, 9);
      }
      return {
        status: words[0]!,
        at: words[1]!,
        iterations: words[2]!,
        detail: words[3]!,
        residual: numbers[0]!,
        values: numbers.slice(1),
        counts: words.slice(22, 30),
      };
    },
    seal() {
      const status = core.seal();
      if (status !== 0) throw new Error(`kernel: ${table} could not be bound, arena status ${status}`);
      isSealed = true;
    },
    save() {
      const state = new Uint8Array(stateBytes());
      const memory = new Uint8Array(core.memory.buffer);
      let at = 0;
      for (const b of blocks) {
        const bytes = b.length * BYTES[b.type];
        state.set(memory.subarray(b.address, b.address + bytes), at);
        at += aligned(bytes);
      }
      return state.buffer;
    },
    restore(state) {
      if (state.byteLength !== stateBytes()) {
        throw new Error(
          `kernel: a state of ${state.byteLength} bytes is not one of ${table} with ${stateBytes()} bytes`,
        );
      }
      const source = new Uint8Array(state);
      const memory = new Uint8Array(core.memory.buffer);
      let at = 0;
      for (const b of blocks) {
        const bytes = b.length * BYTES[b.type];
        memory.set(source.subarray(at, at + bytes), b.address);
        at += aligned(bytes);
      }
    },
    memoryBytes: () => core.memory.buffer.byteLength,
  };
}
