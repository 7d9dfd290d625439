import { Comparison, compareEvents, type QuantityName } from "@/sim-core";
import { columnOf, quantityOf } from "../_state/quantities";
import { type Compared, useWorkbench } from "../_state/store";
import { whyNotComparable } from "../_state/variants";
import { frameOf } from "./refill";
import { show, variantOf } from "./variants";

let serial = 0;
/** How long it works before the page may draw again. */
const SLICE_MS = 8;

const patch = (part: Partial<Compared>) => {
  const { compared } = useWorkbench.getState();
  if (compared) useWorkbench.setState({ compared: { ...compared, ...part } });
};

/** Holds the run on screen (B) against another one (A); null ends it. */
export function compareWith(a: string | null): void {
  const { shown } = useWorkbench.getState();
  serial++;
  if (a === null || shown === null || a === shown || useWorkbench.getState().run.source === "live") {
    const s = useWorkbench.getState();
    useWorkbench.setState({ compared: null, ...(s.view === "compare" ? { view: s.hasWebGL ? "twin" : "table" } : {}) });
    return;
  }
  useWorkbench.setState({
    compared: {
      a,
      b: shown,
      comparison: null,
      events: null,
      error: "",
      quantity: useWorkbench.getState().compared?.quantity ?? null,
    },
  });
  void work();
}

export const chooseCompared = (quantity: QuantityName | null): void => patch({ quantity });

/** The nearest run to hold it against: its parent, else the last one made before it, else the next. */
export function compareNearest(): void {
  const { shown, variants, compared } = useWorkbench.getState();
  if (compared) {
    compareWith(null);
    return;
  }
  const v = variantOf(shown);
  if (!v) return;
  const at = variants.indexOf(v);
  const a = v.parent ?? variants.find((x) => x.parent === v.id)?.id ?? variants[at - 1]?.id ?? variants[at + 1]?.id;
  if (a) compareWith(a);
}

/** A and B change places: B is always the one on screen. */
export function swapCompared(): void {
  const { compared } = useWorkbench.getState();
  if (!compared) return;
  show(compared.a);
  compareWith(compared.b);
}

/** A run has new values: what compares it is worked out again. */
export function compareAgain(id: string): void {
  const { compared } = useWorkbench.getState();
  if (compared && (compared.a === id || compared.b === id)) compareWith(compared.a);
}

async function work(): Promise<void> {
  const own = ++serial;
  const { compared } = useWorkbench.getState();
  const a = variantOf(compared?.a ?? null);
  const b = variantOf(compared?.b ?? null);
  if (!a?.history || !b?.history) return;
  const error = whyNotComparable(a, b);
  if (error) return patch({ error });
  const comparison = new Comparison(a.history.layout, b.history.layout);
  const ticks = Math.min(a.history.received, b.history.received);
  let since_ms = performance.now();
  for (let tick = 0; tick < ticks; tick++) {
    const of = await frameOf(a.history, tick);
    const against = await frameOf(b.history, tick);
    if (own !== serial) return;
    if (of && against) comparison.take(tick, of, against);
    if (performance.now() - since_ms > SLICE_MS) {
      await new Promise((done) => setTimeout(done, 0));
      if (own !== serial) return;
      since_ms = performance.now();
    }
  }
  if (own !== serial) return;
  const quantity = useWorkbench.getState().compared?.quantity ?? firstQuantity(comparison);
  patch({ comparison, events: compareEvents(a.events, b.events), quantity });
}

/** What the twin is coloured by already, when that differs; else the quantity with the largest difference. */
function firstQuantity(comparison: Comparison): QuantityName | null {
  const s = useWorkbench.getState();
  const id = Object.values(s.colourBy).find((x) => x);
  const q = quantityOf(id ?? null);
  if (q && columnOf(comparison.layoutB, q) && comparison.largest(q) > 0)
    return { table: q.table, rows: q.rows, name: q.name };
  const [most] = comparison.differences();
  if (most) return { table: most.table, rows: most.rows, name: most.name };
  return q ? { table: q.table, rows: q.rows, name: q.name } : null;
}
