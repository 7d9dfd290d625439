import { uniform } from "../../sim-core/cli/bench/graphs";
import type { District } from "../../sim-core/model/district";
import type { Element, FieldValue } from "../../sim-core/model/element";
import type { UtilitySolver } from "../../sim-core/utilities/contract";
import { compilePower } from "../../sim-core/utilities/power/compile";
import { openPowerGrid } from "../../sim-core/utilities/power/solver";
import { district, element } from "./district";
import { solversModule } from "./module";

type Options = Record<string, number | boolean>;
export const gridOf = (elements: readonly Element[], power: Options = {}): District =>
  district(elements, { options: { power } });

/** Solver and live columns of a grid that has no errors. */
export function openGrid(made: District) {
  const { grid, issues } = compilePower(made);
  if (!grid) throw new Error(JSON.stringify(issues));
  return openPowerGrid(solversModule(), grid);
}

export const branch = (
  id: string,
  from: string,
  to: string,
  r: number,
  x: number,
  more: Record<string, FieldValue> = {},
) => element(id, "branch", { resistance_1: r, reactance_1: x, ...more }, [from, to]);

/** A random grid per unit: a tree, with `loops` chords; taps, shifts, shunts, voltage-holding generators, ZIP loads. */
export function randomGrid(seed: number, buses: number, loops: number): District {
  const random = uniform(seed * 104729 + 3);
  const elements: Element[] = [];
  const id = (i: number) => `B${i}`;
  for (let i = 0; i < buses; i++) elements.push(element(id(i), "bus", { baseVoltage_V: 110e3 }));
  elements.push(element("GRID", "gridSupply", { voltage_1: 1.02, angle_rad: random() - 0.5 }, [id(0)]));
  const share = 0.6 / buses;
  const join = (k: number, a: number, b: number) => {
    const x = 0.01 + 0.05 * random();
    const isTransformer = random() < 0.2;
    elements.push(
      branch(`L${k}`, id(a), id(b), x * random(), x, {
        charging_1: random() < 0.5 ? 0.02 * random() : 0,
        tap_1: isTransformer ? 0.95 + 0.1 * random() : 1,
        shift_rad: isTransformer && loops === 0 ? random() - 0.5 : 0,
      }),
    );
  };
  for (let i = 1; i < buses; i++) join(i, Math.max(0, i - 1 - Math.floor(4 * random())), i);
  for (let k = 0; k < loops; k++) {
    const a = Math.floor(buses * random());
    const b = Math.min(buses - 1, a + 2 + Math.floor(5 * random()));
    if (a !== b) join(buses + k, a, b);
  }
  for (let i = 1; i < buses; i++) {
    if (random() < 0.7) {
      const active_W = 10e6 * share * (0.2 + random());
      const fields = {
        active_W,
        reactive_var: 0.3 * active_W,
        impedanceShare_1: random() < 0.3 ? 0.4 : 0,
        currentShare_1: random() < 0.3 ? 0.3 : 0,
      };
      elements.push(element(`D${i}`, "powerLoad", fields, [id(i)]));
    }
    if (random() < 0.05) elements.push(element(`C${i}`, "shunt", { reactive_var: 10e6 * share }, [id(i)]));
    if (random() < 0.1) {
      elements.push(
        element(`G${i}`, "generator", { setPower_W: 10e6 * share, voltage_1: 1 + 0.02 * random() }, [id(i)]),
      );
    }
  }
  return gridOf(elements);
}

/** A random grid with what a district has besides: loads behind one or two switches, loads that follow the voltage with
 *  an exponent, a branch that hangs on one end, and more than one island. */
export function randomDistrictGrid(seed: number, buses: number, loops: number): District {
  const random = uniform(seed * 7919 + 5);
  const made = randomGrid(seed, buses, loops);
  const added: Element[] = [];
  const elements = made.elements.map((e): Element => {
    if (e.kind === "branch" && loops > 0 && random() < 0.05) {
      const end = random() < 0.5 ? "isOpenFrom" : "isOpenTo";
      return { ...e, fields: { ...e.fields, [end]: true } };
    }
    if (e.kind !== "powerLoad") return e;
    const curved: Record<string, FieldValue> =
      random() < 0.3 ? { activeExponent_1: 2 * random(), reactiveExponent_1: 4 * random() } : {};
    const moved = { ...e, fields: { ...e.fields, ...curved } };
    if (random() > 0.3) return moved;
    const at = e.relations[0]!.to;
    const [first, second] = [`${at}-bay`, `${at}-outlet`];
    for (const id of [first, second]) added.push(element(id, "bus", { baseVoltage_V: 110e3 }));
    added.push(element(`${at}-S1`, "powerSwitch", { isClosed: random() < 0.9 }, [at, first]));
    added.push(element(`${at}-S2`, "powerSwitch", {}, [second, first]));
    return { ...moved, relations: [{ type: "connects", to: second }] };
  });
  return { ...made, elements: [...elements, ...added] };
}

/** Largest |sum of what enters a bus| over all live buses, per unit; the sums are made of results alone. */
export function worstBusImbalance(solver: UtilitySolver, made: District, base_VA: number): number {
  const f64 = (rows: string, name: string) => solver.column(rows, name) as Float64Array;
  const { bus, branch: branches, source, load } = solver.numbering;
  const p = Float64Array.from(f64("bus", "portPower_W"));
  const q = Float64Array.from(f64("bus", "portReactive_var"));
  const v = f64("bus", "voltage_1");
  const [from, to] = [solver.column("branch", "from"), solver.column("branch", "to")];
  for (let b = 0; b < branches!.count; b++) {
    p[from[b]!]! -= f64("branch", "powerFrom_W")[b]!;
    q[from[b]!]! -= f64("branch", "reactiveFrom_var")[b]!;
    p[to[b]!]! -= f64("branch", "powerTo_W")[b]!;
    q[to[b]!]! -= f64("branch", "reactiveTo_var")[b]!;
  }
  for (let s = 0; s < source!.count; s++) {
    p[solver.column("source", "bus")[s]!]! += f64("source", "power_W")[s]!;
    q[solver.column("source", "bus")[s]!]! += f64("source", "reactive_var")[s]!;
  }
  const fieldOf = (e: Element, name: string) => Number(e.fields[name] ?? 0);
  for (const e of made.elements) {
    const at = bus!.row(e.relations[0]?.to ?? "");
    if (e.kind === "powerLoad") {
      const k = load!.row(e.id);
      const [z, i] = [fieldOf(e, "impedanceShare_1"), fieldOf(e, "currentShare_1")];
      const exponent = e.fields.reactiveExponent_1;
      const share = exponent === undefined ? 1 - z - i + i * v[at]! + z * v[at]! * v[at]! : v[at]! ** Number(exponent);
      p[at]! -= f64("load", "served_W")[k]!;
      q[at]! -= v[at]! > 0 ? f64("load", "reactive_var")[k]! * share : 0;
    } else if (e.kind === "shunt") {
      p[at]! -= fieldOf(e, "active_W") * v[at]! * v[at]!;
      q[at]! += fieldOf(e, "reactive_var") * v[at]! * v[at]!;
    }
  }
  let worst = 0;
  for (let i = 0; i < bus!.count; i++) worst = Math.max(worst, Math.abs(p[i]!) / base_VA, Math.abs(q[i]!) / base_VA);
  return worst;
}
