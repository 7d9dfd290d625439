import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as assemblyStatus from "../../assembly/core/status";
import { LAYOUT } from "../../sim-core/compile/layout";
import { layoutHash, layoutText } from "../../sim-core/compile/layout/hash";
import { openKernel } from "../../sim-core/solve/kernel";
import { STATUS } from "../../sim-core/solve/status";
import { rowsOf, solversModule } from "../support/module";

const rowCounts = (table: "water" | "gas" | "heat") => ({ ...rowsOf(table, 3), node: 5, link: 7 });

describe("kernel", () => {
  it("binds all 15 and more columns of water, zeroed, 16-byte aligned and apart", () => {
    const kernel = openKernel(solversModule(), "water", rowCounts("water"));
    const spans: [number, number][] = [];
    for (const c of LAYOUT.water.columns) {
      const view = kernel.column(c.rows, c.name);
      expect(view.length).toBe(kernel.rowCounts[c.rows]);
      expect(view.byteOffset % 16).toBe(0);
      expect(view.every((x) => x === 0)).toBe(true);
      spans.push([view.byteOffset, view.byteOffset + view.byteLength]);
    }
    spans.sort((a, b) => a[0] - b[0]);
    for (let i = 1; i < spans.length; i++) expect(spans[i]![0]).toBeGreaterThanOrEqual(spans[i - 1]![1]);
  });

  it("never grows after seal: an allocation is a failure with status 3", () => {
    const kernel = openKernel(solversModule(), "gas", rowCounts("gas"));
    kernel.array("f64", 500_000);
    kernel.seal();
    const view = kernel.column("node", "pressure_Pa");
    const bytes = kernel.memoryBytes();
    expect(kernel.verbs.alloc!(64)).toBe(0);
    expect(kernel.verbs.arenaStatus!()).toBe(STATUS.SEALED);
    expect(() => kernel.array("f64", 1)).toThrow(/after seal/);
    expect(kernel.memoryBytes()).toBe(bytes);
    expect(kernel.column("node", "pressure_Pa")).toBe(view);
  });

  it("keeps values when memory grows between binding and seal", () => {
    const kernel = openKernel(solversModule(), "heat", rowCounts("heat"));
    kernel.column("node", "pressure_Pa")[3] = 4.5e5;
    const own = kernel.arrayFrom(new Float64Array([1, 2, 3]));
    kernel.array("f64", 1_000_000);
    expect(kernel.column("node", "pressure_Pa")[3]).toBe(4.5e5);
    expect([...own.view]).toEqual([1, 2, 3]);
  });

  it("restores every column and state array to the same bits, -0 and NaN payloads included", () => {
    const kernel = openKernel(solversModule(), "water", rowCounts("water"));
    const own = kernel.array("i32", 3, true);
    kernel.seal();
    kernel.column("node", "head_m").set([1, -0, Number.NaN, 1e-310, 5]);
    own.view.set([7, 8, 9]);
    const state = kernel.save();
    kernel.column("node", "head_m").fill(9);
    own.view.fill(0);
    kernel.restore(state);
    expect(new Uint8Array(kernel.save())).toEqual(new Uint8Array(state));
    expect(Object.is(kernel.column("node", "head_m")[1], -0)).toBe(true);
    expect(() => kernel.restore(state.slice(8))).toThrow(/is not one of water/);
  });

  it("names the missing row set and the unknown column", () => {
    expect(() => openKernel(solversModule(), "water", { node: 1 })).toThrow(/row count for "/);
    expect(() => openKernel(solversModule(), "water", rowCounts("water")).column("node", "nope")).toThrow(
      /water has no column node.nope/,
    );
  });

  it("refuses a module that was built from another layout, by name", () => {
    const bytes = readFileSync(join(import.meta.dirname, "../../public/solvers.wasm"));
    // The hash as the operand of an i32.const: signed LEB128.
    const operand: number[] = [];
    let rest = layoutHash().high;
    while (rest < -64 || rest > 63) {
      operand.push((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    const at = bytes.indexOf(Buffer.from([...operand, rest & 0x7f]));
    expect(at).toBeGreaterThan(0);
    bytes[at]! ^= 1;
    const other = new WebAssembly.Module(bytes);
    expect(() => openKernel(other, "water", rowCounts("water"))).toThrow(/^layoutMismatch/);
  });

  it("changes the layout hash with every single character of the layout", () => {
    const text = layoutText();
    const seen = new Set([`${layoutHash().high},${layoutHash().low}`]);
    const step = Math.ceil(text.length / 500);
    let tried = 1;
    for (let i = 0; i < text.length; i += step, tried++) {
      const { high, low } = layoutHash(`${text.slice(0, i)}#${text.slice(i + 1)}`);
      seen.add(`${high},${low}`);
    }
    expect(seen.size).toBe(tried);
  });

  it("mirrors every status number of the kernel", () => {
    const kernelSide = Object.fromEntries(
      Object.entries(assemblyStatus).map(([name, code]) => [name.replace("STATUS_", ""), code]),
    );
    expect(kernelSide).toEqual(STATUS);
  });
});
