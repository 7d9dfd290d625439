import { type Comparison, findColumn, type QuantityName } from "@/sim-core";
import type { Atlas } from "./atlas";
import type { History } from "./history";
import { LAYERS, type Layer, UTILITY_OF_LAYER } from "./kinds";
import { columnOf, domainOf, FLOW_COLUMN, quantityOf, type Studied } from "./quantities";

/**
 * The values texture: four floats an element, in atlas order.
 * r: place in the colour table 0..1 (< 0: no value); g: signed flow over the layer's largest, -1..1;
 * b: emphasis (0 steps back, 1 normal, 2 chain, 3 selected); a: 1 its values are the model's, 2 they are held from before
 * its solver broke, 3 nobody knows them; less than 0 when it is not in service.
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
  /** Place in the colour table by a study, the same at every tick; -1 without one. */
  readonly #fixed: Float32Array;
  /** While two runs are compared: where run A has the value, and A's frames. */
  readonly #against: Int32Array;
  #other: History | null = null;
  /** While the field stands beside its twin: where each element is on the map of departures; NaN where nobody measures. */
  #marks: Float32Array | null = null;

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
    this.#against = new Int32Array(n).fill(-1);
    this.#fixed = new Float32Array(n).fill(-1);
    for (let i = 0; i < n; i++) {
      this.data[4 * i] = -1;
      this.data[4 * i + 2] = 1;
      this.data[4 * i + 3] = 1;
    }
  }

  /** Looks up once where each element's colour, flow and service lie in a frame; again when a choice changes. */
  choose(
    history: History | null,
    colourBy: Readonly<Partial<Record<Layer, string | null>>>,
    studied: Studied | null = null,
  ): void {
    const { atlas } = this;
    this.#fixed.fill(-1);
    if (studied && colourBy[studied.quantity.layer] === studied.quantity.id) {
      const [low, high] = studied.quantity.domain;
      for (const [id, value] of studied.values) {
        const i = atlas.indexOf.get(id);
        if (i !== undefined && !Number.isNaN(value))
          this.#fixed[i] = Math.min(1, Math.max(0, (value - low) / (high - low)));
      }
    }
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

  /** Colours by B - A of one quantity, zero in the middle; null goes back to what the layers were coloured by. */
  hold(difference: Difference | null): void {
    this.#other = difference?.history ?? null;
    this.#against.fill(-1);
    if (!difference) return;
    this.#colour.fill(-1);
    this.#fixed.fill(-1);
    const most = difference.most || 1;
    for (const { id, a, b } of difference.comparison.places(difference.quantity)) {
      const i = this.atlas.indexOf.get(id);
      if (i === undefined) continue;
      this.#colour[i] = b;
      this.#against[i] = a;
      this.#scale[i] = 1 / most;
    }
  }

  /** Colours by how far the field departs from its twin, whatever the tick; null goes back. */
  mark(departures: ReadonlyMap<string, number> | null): void {
    this.#marks = departures && new Float32Array(this.atlas.elements.length).fill(Number.NaN);
    departures?.forEach((deviations, id) => {
      const i = this.atlas.indexOf.get(id);
      if (i !== undefined) this.#marks![i] = 0.5 + deviations / (2 * MOST_DEVIATIONS);
    });
  }

  /** One tick into the texture. Linear in elements, allocates nothing. A tick that has to come back first, or that a
   *  run has yet to reach, leaves the picture as it is. */
  tick(history: History | null, tick: number): void {
    const { data } = this;
    const n = this.atlas.elements.length;
    if (!history || history.received === 0) {
      for (let i = 0; i < n; i++) {
        data[4 * i] = this.#fixed[i];
        data[4 * i + 1] = 0;
        data[4 * i + 3] = 1;
      }
      return;
    }
    const values = history.frame(tick);
    if (!values) return;
    const against = this.#other ? this.#other.frame(tick) : null;
    const bad = this.#badLayers(history, tick);
    for (let i = 0; i < n; i++) {
      const c = this.#colour[i];
      let r = this.#marks ? -1 : this.#fixed[i];
      if (this.#marks) {
        if (!Number.isNaN(this.#marks[i])) r = Math.min(1, Math.max(0, this.#marks[i]));
      } else if (c >= 0) {
        const other = this.#against[i];
        const raw = values[c];
        const v =
          other < 0
            ? ((this.#isSize[i] ? Math.abs(raw) : raw) - this.#low[i]) * this.#scale[i]
            : placeOfDifference(against ? (raw - against[other]) * this.#scale[i] : Number.NaN);
        if (!Number.isNaN(v)) r = Math.min(1, Math.max(0, v));
      }
      data[4 * i] = r;
      const f = this.#flow[i];
      const flow = f >= 0 ? values[f] * this.#flowScale[i] : 0;
      // the square root keeps small mains visibly moving beside the trunk
      data[4 * i + 1] = Number.isNaN(flow) ? 0 : Math.sign(flow) * Math.sqrt(Math.abs(flow));
      const s = this.#service[i];
      const quality = bad[this.atlas.layerOf[i]] ?? 1;
      data[4 * i + 3] = s >= 0 && values[s] === 0 ? -quality : quality;
    }
  }

  /** By layer: 1 good, 2 held, 3 absent. */
  #badLayers(history: History, tick: number): readonly number[] {
    const bad = history.badAt(tick);
    if (!bad) return GOOD;
    return LAYERS.map((layer) => {
      const of = bad.find(({ utility }) => utility === UTILITY_OF_LAYER[layer]);
      return of ? (of.quality === "held" ? 2 : 3) : 1;
    });
  }

  /** 0 steps back, 1 normal, 2 chain, 3 selected. */
  emphasise(level: (id: string, index: number) => number): void {
    this.atlas.elements.forEach((e, i) => {
      this.data[4 * i + 2] = level(e.id, i);
    });
  }
}

const GOOD: readonly number[] = [];
/** Departures beyond this have the colours of the ends. */
export const MOST_DEVIATIONS = 4.5;

/**
 * Where a difference (as a share of the largest, -1..1) stands on its map, 0..1 with zero in the middle. The root keeps
 * what is a hundredth of the largest apart from nothing: one breaker that opens would else hide all that follows.
 */
const placeOfDifference = (share_1: number): number => 0.5 + 0.5 * Math.sign(share_1) * Math.sqrt(Math.abs(share_1));

/** The other way: what share of the largest difference stands at a place of the map. */
export const differenceAt = (place: number): number => (2 * place - 1) * Math.abs(2 * place - 1);

/** What the twin shows of a comparison. */
export interface Difference {
  readonly comparison: Comparison;
  readonly quantity: QuantityName;
  /** Run A. */
  readonly history: History;
  /** Largest |B - A| of the run. */
  readonly most: number;
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
