import type { Curve, District } from "../../model/district";
import type { Element, FieldValue, Relation } from "../../model/element";
import { hasErrors, type Issue } from "../../model/issue";
import { fluidOf } from "./fluid";
import { ColumnTable } from "./table";

export const PIPENET_SCHEMA = "pipe-network-reference/1";

export interface PipenetImport {
  /** null when an issue is an error. */
  readonly district: District | null;
  readonly utility: "gas" | "heat";
  /** Warnings name what was not taken over. */
  readonly issues: Issue[];
}

/** Id of a row of the file's tables in the district: "pipe:7". Pipes in sections are "pipe:7#1" and so on. */
export const pipenetId = (table: string, id: string | number): string => `${table}:${id}`;

const FRICTION: Readonly<Record<string, string>> = {
  nikuradse: "nikuradse",
  colebrook: "colebrook",
  "swamee-jain": "swameeJain",
};
const BAR = 1e5;

type Fields = Record<string, FieldValue>;

/** A gas or heat network in the column tables of `pipe-network-reference/1` -> District. Pressures in bar gauge, km, mm. */
export function readPipenet(text: string, file: string): PipenetImport {
  const issues: Issue[] = [];
  const fail = (field: string, got: unknown, want: string, hint?: string): void => {
    issues.push({ severity: "error", code: "badFile", file, field, got: String(got), want, hint });
  };
  let root: Record<string, unknown>;
  try {
    root = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    const got = (error as Error).message;
    const position = /position (\d+)/.exec(got);
    const line = text.slice(0, position ? Number(position[1]) : text.length).split("\n").length;
    issues.push({ severity: "error", code: "badFile", file, line, field: "JSON", got, want: "well-formed JSON" });
    return { district: null, utility: "gas", issues };
  }
  if (root?.schema !== PIPENET_SCHEMA) fail("schema", root?.schema, PIPENET_SCHEMA);
  const part = (name: string): Record<string, unknown> => {
    const value = root?.[name];
    if (value && typeof value === "object") return value as Record<string, unknown>;
    fail(name, value, "an object");
    return {};
  };
  const network = part("network");
  const model = part("model");
  const fluid = fluidOf(part("fluid"), fail);
  if (hasErrors(issues)) return { district: null, utility: "gas", issues };
  const utility = fluid.isGas ? "gas" : "heat";

  const tables = new Map(
    Object.entries(network).map(([name, columns]) => [
      name,
      new ColumnTable(name, columns as Record<string, unknown>, file, issues),
    ]),
  );
  if (!tables.has("junction")) fail("network.junction", "nothing", "a table of junctions");
  const builder = new Builder(tables, fluid.isGas, file, issues);
  builder.build();

  const friction = FRICTION[String(model.friction_model)];
  if (!friction) fail("model.friction_model", model.friction_model, Object.keys(FRICTION).join(" or "));
  if (hasErrors(issues)) return { district: null, utility, issues };
  const options: Record<string, string | number | boolean> = {
    ...fluid.options,
    friction: friction!,
    mode: String(model.mode ?? "hydraulics"),
  };
  const first = builder.elements.find((e) => e.kind === "gasJunction")?.fields.temperature_K;
  if (typeof first === "number") options.temperature_K = first;
  const district: District = {
    format: "crosscurrent-district/1",
    id: String(root.name ?? "network"),
    name: String(root.description ?? root.name ?? "network"),
    origin: { latitude_deg: 0, longitude_deg: 0, elevation_m: 0 },
    utcOffsets: [],
    options: { [utility]: options },
    owners: [{ id: "owner", name: "owner", utility }],
    elements: builder.elements,
    profiles: [],
    curves: fluid.curves as Curve[],
    tags: [],
    rules: [],
    limits: [],
  };
  return { district, utility, issues };
}

/** Turns the tables into elements, one method for each table. */
class Builder {
  readonly elements: Element[] = [];

  constructor(
    private readonly tables: ReadonlyMap<string, ColumnTable>,
    private readonly isGas: boolean,
    private readonly file: string,
    private readonly issues: Issue[],
  ) {}

  private readonly done: Readonly<Record<string, (t: ColumnTable, row: number) => void>> = {
    junction: (t, row) => this.junction(t, row),
    pipe: (t, row) => this.pipe(t, row),
    valve: (t, row) => this.valve(t, row),
    ext_grid: (t, row) => this.feed(t, row),
    sink: (t, row) => this.outflow(t, row, 1),
    source: (t, row) => this.outflow(t, row, -1),
    pump: (t, row) => this.booster(t, row),
    compressor: (t, row) => this.compressor(t, row),
    press_control: (t, row) => this.controller(t, row),
    regulator: (t, row) => this.regulator(t, row),
    flow_control: (t, row) => this.flowControl(t, row),
    heat_exchanger: (t, row) => this.exchanger(t, row),
    heat_consumer: (t, row) => this.consumer(t, row),
    circ_pump_pressure: (t, row) => this.circulation(t, row),
  };

  build(): void {
    for (const [name, table] of this.tables) {
      const one = this.done[name];
      if (!one) {
        table.report(
          "table",
          undefined,
          name,
          Object.keys(this.done).join(", "),
          "this kind of element is not supported",
        );
        continue;
      }
      for (let row = 0; row < table.count; row++) {
        if (table.flag("in_service", row, true)) one(table, row);
      }
    }
  }

  private add(
    t: ColumnTable,
    row: number,
    kind: string,
    connects: readonly string[],
    fields: Fields,
    suffix = "",
  ): void {
    const relations: Relation[] = connects.map((to) => ({ type: "connects", to }));
    const kept = Object.fromEntries(
      Object.entries(fields).filter(([, v]) => !(typeof v === "number" && Number.isNaN(v))),
    );
    this.elements.push({ id: pipenetId(t.name, t.id(row)) + suffix, kind, owner: "owner", fields: kept, relations });
  }

  private end(t: ColumnTable, column: string, row: number): string {
    return pipenetId("junction", t.number(column, row));
  }

  private ends(t: ColumnTable, row: number): [string, string] {
    return [this.end(t, "from_junction", row), this.end(t, "to_junction", row)];
  }

  private only(t: ColumnTable, row: number, isGas: boolean): boolean {
    if (this.isGas === isGas) return true;
    t.report("table", row, t.name, `a table of ${this.isGas ? "gas" : "heat"} networks`);
    return false;
  }

  private junction(t: ColumnTable, row: number): void {
    this.add(t, row, this.isGas ? "gasJunction" : "heatJunction", [], {
      elevation_m: t.number("height_m", row, 0),
      temperature_K: t.number("tfluid_k", row, 293.15),
    });
  }

  private pipe(t: ColumnTable, row: number): void {
    const [a, b] = this.ends(t, row);
    const inner_m = t.number("inner_diameter_mm", row) / 1000;
    const sections = t.number("sections", row, 1);
    const fields: Fields = {
      length_m: (t.number("length_km", row) * 1000) / sections,
      diameter_m: inner_m,
      roughness_m: t.number("k_mm", row) / 1000,
      minorLoss_1: t.number("loss_coefficient", row, 0) / sections,
    };
    if (this.isGas) {
      if (sections !== 1) t.report("sections", row, String(sections), "1 in a gas network");
      this.add(t, row, "gasPipe", [a, b], fields);
      return;
    }
    const outer_m = t.number("outer_diameter_mm", row, 1000 * inner_m) / 1000;
    fields.outerDiameter_m = outer_m;
    fields.loss_W_m_K = t.number("u_w_per_m2k", row, 0) * Math.PI * outer_m;
    fields.ambient_K = t.number("text_k", row, 293.15);
    if (sections === 1) {
      this.add(t, row, "heatPipe", [a, b], fields);
      return;
    }
    // Each section is a pipe of its own between inner nodes: its water has properties of its own.
    const [first, last] = [this.elements.find((e) => e.id === a), this.elements.find((e) => e.id === b)];
    const between = (name: string, share: number): number => {
      const [x, y] = [first?.fields[name], last?.fields[name]];
      return typeof x === "number" && typeof y === "number" ? x + (y - x) * share : Number.NaN;
    };
    const inner = (k: number): string => `${pipenetId("pipe", t.id(row))}/${k}`;
    for (let k = 1; k < sections; k++) {
      this.elements.push({
        id: inner(k),
        kind: "heatJunction",
        owner: "owner",
        fields: {
          elevation_m: between("elevation_m", k / sections),
          temperature_K: between("temperature_K", k / sections),
        },
        relations: [],
      });
    }
    for (let k = 1; k <= sections; k++) {
      this.add(t, row, "heatPipe", [k === 1 ? a : inner(k - 1), k === sections ? b : inner(k)], fields, `#${k}`);
    }
  }

  private valve(t: ColumnTable, row: number): void {
    if (t.cell("et", row) !== "ju") t.report("et", row, String(t.cell("et", row)), "ju (between two junctions)");
    this.add(
      t,
      row,
      this.isGas ? "gasValve" : "heatValve",
      [this.end(t, "junction", row), this.end(t, "element", row)],
      {
        diameter_m: t.number("inner_diameter_mm", row) / 1000,
        minorLoss_1: t.number("loss_coefficient", row, 0),
        isOpen: t.flag("opened", row, true),
      },
    );
  }

  private feed(t: ColumnTable, row: number): void {
    const type = t.cell("type", row) ?? "pt";
    if (type !== "pt" && !(type === "p" && this.isGas)) t.report("type", row, String(type), "pt");
    const at = [this.end(t, "junction", row)];
    const pressure_Pa = t.number("p_bar", row) * BAR;
    if (this.isGas) this.add(t, row, "citySource", at, { pressure_Pa });
    else this.add(t, row, "heatFeed", at, { pressure_Pa, temperature_K: t.number("t_k", row) });
  }

  private outflow(t: ColumnTable, row: number, sign: 1 | -1): void {
    const at = [this.end(t, "junction", row)];
    const flow = t.number("mdot_kg_per_s", row) * t.number("scaling", row, 1);
    if (!this.isGas) this.add(t, row, "heatOutflow", at, { outflow_kg_s: sign * flow });
    else if (sign > 0) this.add(t, row, "gasLoad", at, { offtake_kg_s: flow });
    else this.add(t, row, "gasInjection", at, { inflow_kg_s: flow });
  }

  private booster(t: ColumnTable, row: number): void {
    if (!this.only(t, row, true)) return;
    const column = "curve_bar_over_m3_per_h_coefficients_high_to_low";
    const curve = t.cell(column, row);
    if (!Array.isArray(curve) || curve.length === 0 || !curve.every((c) => Number.isFinite(c))) {
      t.report(column, row, JSON.stringify(curve) ?? "nothing", "a list of numbers");
      return;
    }
    // bar over (m3/h)^n, highest power first -> Pa over (m3/s)^n, lowest first
    let unit = BAR;
    const liftCoefficients = [...(curve as number[])].reverse().map((c) => {
      const si = c * unit;
      unit *= 3600;
      return si;
    });
    this.add(t, row, "booster", this.ends(t, row), { liftCoefficients });
  }

  private compressor(t: ColumnTable, row: number): void {
    if (!this.only(t, row, true)) return;
    this.add(t, row, "compressor", this.ends(t, row), { ratio_1: t.number("pressure_ratio", row) });
  }

  private controller(t: ColumnTable, row: number): void {
    if (!this.only(t, row, true)) return;
    const place = t.number("controlled_junction", row, t.number("to_junction", row));
    if (place !== t.number("to_junction", row)) {
      t.report("controlled_junction", row, String(place), "the junction at its outlet");
    }
    if (!t.flag("control_active", row, true)) t.report("control_active", row, "false", "true");
    if (t.number("loss_coefficient", row, 0) !== 0) {
      this.issues.push({
        severity: "warning",
        code: "notTakenOver",
        file: this.file,
        element: pipenetId(t.name, t.id(row)),
        field: "loss_coefficient",
        hint: "a controller that holds its outlet has no use for it",
      });
    }
    const setPressure_Pa = t.number("controlled_p_bar", row) * BAR;
    this.add(t, row, "regulator", this.ends(t, row), { setPressure_Pa, isForced: true });
  }

  private regulator(t: ColumnTable, row: number): void {
    if (!this.only(t, row, true)) return;
    this.add(t, row, "regulator", this.ends(t, row), { setPressure_Pa: t.number("set_outlet_p_bar", row) * BAR });
  }

  private flowControl(t: ColumnTable, row: number): void {
    if (!this.only(t, row, false)) return;
    if (!t.flag("control_active", row, true)) t.report("control_active", row, "false", "true");
    this.add(t, row, "heatBypass", this.ends(t, row), { flow_kg_s: t.number("controlled_mdot_kg_per_s", row) });
  }

  private exchanger(t: ColumnTable, row: number): void {
    if (!this.only(t, row, false)) return;
    this.add(t, row, "heatExchanger", this.ends(t, row), {
      heat_W: -t.number("qext_w", row),
      diameter_m: t.number("inner_diameter_mm", row, 100) / 1000,
      minorLoss_1: t.number("loss_coefficient", row, 0),
    });
  }

  /** Two of heat, flow, temperature drop and return temperature; below zero it cools and the loop is a cooling loop. */
  private consumer(t: ColumnTable, row: number): void {
    if (!this.only(t, row, false)) return;
    const heat = t.number("qext_w", row, Number.NaN);
    const drop = t.number("deltat_k", row, Number.NaN);
    const isCooling = heat < 0 || drop < 0;
    const fields: Fields = {
      heat_W: Math.abs(heat),
      temperatureDrop_K: Math.abs(drop),
      flow_kg_s: t.number("controlled_mdot_kg_per_s", row, Number.NaN),
      returnTemperature_K: t.number("treturn_k", row, Number.NaN),
      loop: isCooling ? "cooling" : "heat",
    };
    const given = Object.values(fields).filter((v) => typeof v === "number" && !Number.isNaN(v)).length;
    if (given !== 2)
      t.report("qext_w", row, `${given} of four given`, "two of heat, flow, drop and return temperature");
    this.add(t, row, "heatConsumer", this.ends(t, row), fields);
  }

  private circulation(t: ColumnTable, row: number): void {
    if (!this.only(t, row, false)) return;
    const flow_bar = t.number("p_flow_bar", row);
    const lift_bar = t.number("plift_bar", row);
    this.add(t, row, "heatPlant", [this.end(t, "return_junction", row), this.end(t, "flow_junction", row)], {
      supplySet_K: t.number("t_flow_k", row),
      lift_Pa: lift_bar * BAR,
      returnPressure_Pa: (flow_bar - lift_bar) * BAR,
    });
  }
}
