import { findColumn } from "@/sim-core";
import type { Atlas } from "./atlas";
import type { History } from "./history";
import { LAYERS, type Layer } from "./kinds";
import { columnOf, domainOf, FLOW_COLUMN, quantityOf } from "./quantities";

/**
 * The values texture: four floats an element, in atlas order.
 * r: place in the colour table 0..1 (< 0: no value); g: signed flow over the layer's largest, -1..1;
 * b: emphasis (0 steps back, 1 normal, 2 chain, 3 selected); a: 1 in service, 0 not.
 */
export class Paint {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  readonly #colour: Int32Array;
  readonly #flow: Int32Array;
  readonly #service: Int32Array;
  readonly #low: Float32Array;
  readonly #scale: Float32Array;
  readonly #isSize: Uint8Array;
  readonly #flowScale: Float32Array;

  constructor(readonly atlas: Atlas) {
    const n = atlas.elements.length;
    this.width = Math.min(1024, Math.max(1, n));
    this.height = Math.max(1, Math.ceil(n / this.width));
    this.data = new Float32Array(this.width * this.height * 4);
    this.#colour = new Int32Array(n).fill(-1);
    this.#flow = new Int32Array(n).fill(-1);
    this.#service = new Int32Array(n).fill(-1);
    this.#low = new Float32Array(n);
    this.#scale = new Float32Array(n);
    this.#isSize = new Uint8Array(n);
    this.#flowScale = new Float32Array(n);
    for (let i = 0; i < n; i++) {
      this.data[4 * i] = -1;
      this.data[4 * i + 2] = 1;
      this.data[4 * i + 3] = 1;
    }
  }

  /** Looks up once where each element's colour, flow and service lie in a frame; again when a choice changes. */
  choose(history: History | null, colourBy: Readonly<Partial<Record<Layer, string | null>>>): void {
    const { atlas } = this;
    this.#colour.fill(-1);
    this.#flow.fill(-1);
    this.#service.fill(-1);
    if (!history) return;
    LAYERS.forEach((layer, layerIndex) => {
      const q = quantityOf(colourBy[layer] ?? null);
      const column = q && columnOf(history.layout, q);
      if (q && column) {
        const [low, high] = domainOf(q, history);
        column.ids.forEach((id, row) => {
          const i = atlas.indexOf.get(id);
          if (i === undefined || (atlas.layerOf[i] !== layerIndex && !(q.byNode && atlas.layerOf[i] < 0))) return;
          if (q.notFor?.includes(atlas.elements[i].kind)) return;
          this.#colour[i] = column.offset + row;
          this.#low[i] = low;
          this.#scale[i] = 1 / (high - low);
          this.#isSize[i] = q.magnitude ? 1 : 0;
        });
      }
      const flow = FLOW_COLUMN[layer];
      const flowColumn = flow && findColumn(history.layout, flow[0], flow[1], flow[2]);
      if (flowColumn) {
        const [low, high] = history.range(flowColumn);
        const size = Math.max(Math.abs(low), Math.abs(high)) || 1;
        flowColumn.ids.forEach((id, row) => {
          const i = atlas.indexOf.get(id);
          if (i === undefined || atlas.layerOf[i] !== layerIndex) return;
          this.#flow[i] = flowColumn.offset + row;
          this.#flowScale[i] = 1 / size;
        });
      }
    });
    for (const [table, rows, name] of SERVICE) {
      const column = findColumn(history.layout, table, rows, name);
      column?.ids.forEach((id, row) => {
        const i = atlas.indexOf.get(id);
        if (i !== undefined) this.#service[i] = column.offset + row;
      });
    }
  }

  /** One tick into the texture. Linear in elements, allocates nothing. */
  tick(history: History | null, tick: number): void {
    const { data } = this;
    const n = this.atlas.elements.length;
    if (!history || tick >= history.received) {
      for (let i = 0; i < n; i++) {
        data[4 * i] = -1;
        data[4 * i + 1] = 0;
        data[4 * i + 3] = 1;
      }
      return;
    }
    const { values } = history;
    const base = tick * history.layout.length;
    for (let i = 0; i < n; i++) {
      const c = this.#colour[i];
      let r = -1;
      if (c >= 0) {
        const raw = values[base + c];
        const v = ((this.#isSize[i] ? Math.abs(raw) : raw) - this.#low[i]) * this.#scale[i];
        if (!Number.isNaN(v)) r = Math.min(1, Math.max(0, v));
      }
      data[4 * i] = r;
      const f = this.#flow[i];
      const flow = f >= 0 ? values[base + f] * this.#flowScale[i] : 0;
      // the square root keeps small mains visibly moving beside the trunk
      data[4 * i + 1] = Number.isNaN(flow) ? 0 : Math.sign(flow) * Math.sqrt(Math.abs(flow));
      const s = this.#service[i];
      data[4 * i + 3] = s >= 0 && values[base + s] === 0 ? 0 : 1;
    }
  }

  /** 0 steps back, 1 normal, 2 chain, 3 selected. */
  emphasise(level: (id: string, index: number) => number): void {
    this.atlas.elements.forEach((e, i) => {
      this.data[4 * i + 2] = level(e.id, i);
    });
  }
}

/** Columns that say whether a thing takes part: open, closed, energised. */
const SERVICE = [
  ["water", "link", "status"],
  ["power", "bus", "isEnergised"],
  ["power", "branch", "isClosed"],
  ["gas", "link", "isOpen"],
  ["heat", "link", "isOpen"],
  ["district", "building", "isEnergised"],
  ["district", "device", "isOn"],
] as const;
