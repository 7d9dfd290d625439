import { describe, expect, it } from "vitest";
import { STATUS } from "../../sim-core/solve/status";
import { bareKernel } from "../support/module";

type Link = readonly [from: number, to: number, p: number, y?: number];

/** Solves one linear network; `fixed` gives the potentials of its sources. */
function open(
  nodeCount: number,
  links: readonly Link[],
  fixed: Readonly<Record<number, number>>,
  inflow: readonly number[],
) {
  const kernel = bareKernel();
  const { verbs } = kernel;
  const from = kernel.arrayFrom(Int32Array.from(links, (l) => l[0]));
  const to = kernel.arrayFrom(Int32Array.from(links, (l) => l[1]));
  const p = kernel.arrayFrom(Float64Array.from(links, (l) => l[2]));
  const y = kernel.arrayFrom(Float64Array.from(links, (l) => l[3] ?? 0));
  const isFixed = kernel.arrayFrom(Uint8Array.from({ length: nodeCount }, (_, i) => (i in fixed ? 1 : 0)));
  const potential = kernel.arrayFrom(Float64Array.from({ length: nodeCount }, (_, i) => fixed[i] ?? -7));
  const demand = kernel.arrayFrom(Float64Array.from(inflow));
  const isOpen = kernel.arrayFrom(Uint8Array.from(links, (l) => (l[2] > 0 ? 1 : 0)));
  const handle = verbs.networkAnalyse!(nodeCount, links.length, from.address, to.address, isFixed.address);
  const solve = () => {
    verbs.networkAssemble!(handle, p.address, y.address, demand.address, 0, potential.address);
    return verbs.networkSolve!(handle, potential.address);
  };
  const flow = (k: number) => y.view[k]! + p.view[k]! * (potential.view[from.view[k]!]! - potential.view[to.view[k]!]!);
  return { kernel, verbs, handle, solve, flow, potential, p, from, to, isFixed, isOpen };
}

describe("nodal network", () => {
  it("a draw of 3 through p = 1 and p = 2 in parallel lowers the node by 1 below its source at 10", () => {
    const net = open(
      2,
      [
        [0, 1, 1],
        [1, 0, 2],
      ],
      { 0: 10 },
      [0, -3],
    );
    expect(net.solve()).toBe(STATUS.OK);
    expect(net.potential.view[1]).toBeCloseTo(9, 14);
    expect([net.flow(0), net.flow(1)].map((q) => Math.round(q * 1e12) / 1e12)).toEqual([1, -2]);
  });

  it("a chain between two sources at 10 and 4 divides linearly", () => {
    const net = open(
      4,
      [
        [0, 1, 1],
        [1, 2, 1],
        [2, 3, 1],
      ],
      { 0: 10, 3: 4 },
      [0, 0, 0, 0],
    );
    net.solve();
    expect([...net.potential.view].map((h) => Math.round(h * 1e12) / 1e12)).toEqual([10, 8, 6, 4]);
  });

  it("the constant part y of a link is carried: balance closes at every free node to 1e-12", () => {
    const links: Link[] = [
      [0, 1, 2, 0.5],
      [1, 2, 0.7, -0.3],
      [2, 0, 1.5, 0.1],
      [2, 3, 4, 0],
      [1, 3, 1, 2],
    ];
    const inflow = [0, -1, 0.25, -2];
    const net = open(4, links, { 0: 50 }, inflow);
    expect(net.solve()).toBe(STATUS.OK);
    for (const node of [1, 2, 3]) {
      let sum = inflow[node]!;
      links.forEach(([a, b], k) => {
        if (a === node) sum -= net.flow(k);
        if (b === node) sum += net.flow(k);
      });
      expect(Math.abs(sum)).toBeLessThan(1e-12);
    }
  });

  it("a closed link leaves its dead-end node at its last potential, without another analysis", () => {
    const net = open(
      3,
      [
        [0, 1, 1],
        [1, 2, 1],
      ],
      { 0: 10 },
      [0, -1, 0],
    );
    net.solve();
    expect(net.potential.view[2]).toBeCloseTo(9, 14);
    net.p.view[1] = 0;
    expect(net.solve()).toBe(STATUS.OK);
    expect(net.potential.view[2]).toBeCloseTo(9, 14);
    net.p.view[1] = 1;
    expect(net.solve()).toBe(STATUS.OK);
  });

  it("a part cut off from every source is singular and named; after networkReach the rest solves", () => {
    const net = open(
      5,
      [
        [0, 1, 1],
        [1, 2, 0],
        [2, 3, 1],
        [3, 4, 1],
      ],
      { 0: 10 },
      [0, -1, 0, 0, 0],
    );
    expect(net.solve()).toBe(STATUS.SINGULAR);
    expect(net.kernel.report().at).toBeGreaterThanOrEqual(2);
    expect(net.verbs.networkReach!(net.handle, net.isOpen.address)).toBe(3);
    expect(net.solve()).toBe(STATUS.OK);
    expect([...net.potential.view].map((h) => Math.round(h * 1e12) / 1e12)).toEqual([10, 9, -7, -7, -7]);
  });

  it("names a topology that was not analysed", () => {
    const net = open(
      4,
      [
        [0, 1, 1],
        [1, 2, 1],
        [2, 3, 1],
      ],
      { 0: 10 },
      [0, 0, 0, 0],
    );
    const check = () => net.verbs.networkCheck!(net.handle, net.from.address, net.to.address, net.isFixed.address);
    expect(check()).toBe(STATUS.OK);
    net.to.view[2] = 1;
    expect(check()).toBe(STATUS.STALE_PATTERN);
  });
});
