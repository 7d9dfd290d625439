import { pow } from "../../../assembly/core/elementary";
import { numberingOf } from "../../compile/numbering";
import type { Curve, District } from "../../model/district";
import type { Element, FieldValue } from "../../model/element";
import { hasErrors, type Issue } from "../../model/issue";
import { emitterCoefficient, fitPump, interpolate, leakCoefficients, positionLoss, settingToK } from "./coefficients";
import { constantsOf } from "./constants";
import { KIND, PUMP_CURVE, type Pump, STATUS, type Tank, type WaterNet } from "./net";

const NODE_KINDS = new Set(["waterJunction", "reservoir", "tank"]);
const LINK_KINDS = new Set(["waterPipe", "waterPump", "waterValve"]);
const FOOT_M = 0.3048;
const HAZEN_EXPONENT = 1.852;

/** District -> rows. null when an issue is an error. */
export function compileWater(district: District): { net: WaterNet | null; issues: Issue[] } {
  const issues: Issue[] = [];
  const constants = constantsOf(district);
  const options = district.options.water ?? {};
  const c = constants;
  const nodeElements = [
    ...district.elements.filter((e) => e.kind === "waterJunction"),
    ...district.elements.filter((e) => NODE_KINDS.has(e.kind) && e.kind !== "waterJunction"),
  ];
  const linkElements = district.elements.filter((e) => LINK_KINDS.has(e.kind));
  const nodes = numberingOf(nodeElements.map((e) => e.id));
  const links = numberingOf(linkElements.map((e) => e.id));
  const junctionCount = nodeElements.filter((e) => e.kind === "waterJunction").length;
  const bad = (element: Element, field: string, got: unknown, want: string, hint?: string): void => {
    issues.push({
      severity: "error",
      code: "badValue",
      element: `${element.kind} ${element.id}`,
      field,
      got: String(got),
      want,
      ...(hint && { hint }),
    });
  };
  const num = (
    e: Element,
    field: string,
    fallback: number,
    isFine: (x: number) => boolean = () => true,
    want = "a number",
  ): number => {
    const value = e.fields[field];
    if (value === undefined) {
      if (Number.isNaN(fallback)) bad(e, field, "nothing", want);
      return fallback;
    }
    if (typeof value !== "number" || !Number.isFinite(value) || !isFine(value)) bad(e, field, value, want);
    return Number(value);
  };
  const above = (x: number): boolean => x > 0;
  const atLeast0 = (x: number): boolean => x >= 0;

  if (nodeElements.length > 0 && nodeElements.length === junctionCount)
    issues.push({ severity: "error", code: "noSource", element: "water", want: "at least one reservoir or tank" });

  const profileRows = new Map(district.profiles.map((p, i) => [p.id, i]));
  const profileRow = (e: Element, id: FieldValue | undefined): number => {
    if (id === undefined || id === "" || id === "-") return -1;
    const row = profileRows.get(String(id));
    if (row === undefined) bad(e, "profile", id, "the id of a profile");
    return row ?? -1;
  };
  const curves = new Map(district.curves.map((curve) => [curve.id, curve]));
  const curveOf = (e: Element, field: string): Curve | undefined => {
    const id = e.fields[field];
    if (id === undefined) return undefined;
    const curve = curves.get(String(id));
    if (!curve || curve.x.length === 0) bad(e, field, id, "the id of a curve with points");
    return curve;
  };

  // A division, as a file's own numbers then come back to the last bit.
  const metre = c.isNative ? 1 : FOOT_M;
  const toK = (length_m: number): number => length_m / metre;

  // Nodes
  const n = nodes.count;
  const elevation_k = new Float64Array(n);
  const baseHead_k = new Float64Array(n).fill(Number.NaN);
  const headProfile = new Int32Array(n).fill(-1);
  const emitter_k = new Float64Array(n);
  const canOverflow = new Int32Array(n - junctionCount);
  const demandNode: number[] = [];
  const demandBase: number[] = [];
  const demandProfile: number[] = [];
  const multiplier = Number(options.demandMultiplier_1 ?? 1);
  const emitterInverse = 1 / Number(options.emitterExponent_1 ?? 0.5);
  const tanks: Tank[] = [];
  nodeElements.forEach((e, row) => {
    if (e.kind === "reservoir") {
      elevation_k[row] = toK(num(e, "head_m", Number.NaN));
      baseHead_k[row] = elevation_k[row]!;
      headProfile[row] = profileRow(e, e.fields.profile);
      return;
    }
    elevation_k[row] = toK(num(e, "elevation_m", 0));
    if (e.kind === "tank") {
      const tank = tankOf(e, row);
      tanks.push(tank);
      baseHead_k[row] = tank.initialHead_k;
      canOverflow[row - junctionCount] = e.fields.canOverflow === true ? 1 : 0;
      return;
    }
    const list = e.fields.demands_m3_s;
    if (Array.isArray(list)) {
      const ids = String(e.fields.demandProfiles ?? "").split(" ");
      for (let i = 0; i < list.length; i++) addDemand(row, list[i]!, profileRow(e, ids[i]));
    } else addDemand(row, num(e, "baseDemand_m3_s", 0), profileRow(e, e.fields.profile));
    const emitter = num(e, "emitter_m3_s", 0, atLeast0, "a number >= 0");
    if (emitter > 0) emitter_k[row] = emitterCoefficient(c, emitter, emitterInverse);
  });
  function addDemand(row: number, base: number, profile: number): void {
    if (base === 0) return;
    demandNode.push(row);
    demandBase.push(base * c.flow_k * multiplier);
    demandProfile.push(profile);
  }
  function tankOf(e: Element, node: number): Tank {
    const bottom_k = elevation_k[node]!;
    const min = num(e, "minLevel_m", 0, atLeast0, "a number >= 0");
    const max = num(e, "maxLevel_m", Number.NaN, (x) => x >= min, `a number >= minLevel_m ${min}`);
    const initial = num(
      e,
      "initialLevel_m",
      Number.NaN,
      (x) => x >= min && x <= max,
      `between minLevel_m ${min} and maxLevel_m ${max}`,
    );
    const curve = curveOf(e, "volumeCurve");
    const heads = {
      minHead_k: bottom_k + toK(min),
      maxHead_k: bottom_k + toK(max),
      initialHead_k: bottom_k + toK(initial),
    };
    if (curve) {
      const level = Float64Array.from(curve.x, (x) => x * c.length_k);
      const volume = Float64Array.from(curve.y, (y) => y * c.volume_k);
      const at = (head: number): number => interpolate(level, volume, head - bottom_k);
      const last = level.length - 1;
      if (curve.x[0]! > min || curve.x[last]! < max)
        bad(
          e,
          "volumeCurve",
          `${curve.id}, from ${curve.x[0]} to ${curve.x[last]} m`,
          `levels from ${min} to ${max} m`,
        );
      return {
        node,
        bottom_k,
        ...heads,
        area_k: (volume[last]! - volume[0]!) / (level[last]! - level[0]!),
        minVolume_k: at(heads.minHead_k),
        maxVolume_k: at(heads.maxHead_k),
        initialVolume_k: at(heads.initialHead_k),
        curve: { level, volume },
      };
    }
    const diameter = num(e, "diameter_m", Number.NaN, above, "a number > 0, or a volumeCurve");
    // Volumes from heads and the area in k, by the same few operations as the reference: whether a full tank's head
    // comes out at its maximum or one bit below it decides whether its inlets shut.
    const d = toK(diameter);
    const area_k = (Math.PI * (d * d)) / 4;
    const given = num(e, "minVolume_m3", 0, atLeast0, "a number >= 0");
    const minVolume_k = given > 0 ? given * c.volume_k : area_k * toK(min);
    return {
      node,
      bottom_k,
      ...heads,
      area_k,
      minVolume_k,
      maxVolume_k: minVolume_k + (heads.maxHead_k - heads.minHead_k) * area_k,
      initialVolume_k: minVolume_k + (heads.initialHead_k - heads.minHead_k) * area_k,
      curve: null,
    };
  }

  // Links
  const m = links.count;
  const from = new Int32Array(m);
  const to = new Int32Array(m);
  const kind = new Int32Array(m);
  const part = new Int32Array(m).fill(-1);
  const partCount = new Int32Array(m);
  const resistance_k = new Float64Array(m);
  const minorLoss_k = new Float64Array(m);
  const diameter_k = new Float64Array(m);
  const relativeRoughness = new Float64Array(m);
  const initialStatus = new Int32Array(m).fill(STATUS.OPEN);
  const initialSetting_k = new Float64Array(m).fill(Number.NaN);
  const pumps: Pump[] = [];
  const controlValves: number[] = [];
  const curveX: number[] = [];
  const curveY: number[] = [];
  const positionCurves = new Map<number, Curve>();
  const headLoss = String(options.headLoss ?? "hazenWilliams");
  const throttle = (e: Element, d: number): number => {
    const loss = num(e, "minorLoss_1", 0, atLeast0, "a number >= 0");
    return loss > 0 ? (c.throttle * loss) / (d * d) / (d * d) : 0;
  };

  linkElements.forEach((e, k) => {
    const ends = e.relations.filter((r) => r.type === "connects").map((r) => nodes.row(r.to));
    if (ends.length !== 2 || ends.some((row) => row < 0)) {
      bad(
        e,
        "connects",
        e.relations
          .filter((r) => r.type === "connects")
          .map((r) => r.to)
          .join(" -> ") || "nothing",
        "two nodes of the water network",
      );
      return;
    }
    [from[k], to[k]] = ends as [number, number];
    if (e.kind === "waterPump") {
      kind[k] = KIND.PUMP;
      part[k] = pumps.length;
      pumps.push(pumpOf(e, k));
      const speed = num(e, "speed_1", 1, atLeast0, "a number >= 0");
      // EPANET reads a pump that is closed from the start as one at speed 0; a native one keeps the speed it will have.
      initialSetting_k[k] = e.fields.isOn === false && !c.isNative ? 0 : speed;
      initialStatus[k] = e.fields.isOn === false || speed === 0 ? STATUS.CLOSED : STATUS.OPEN;
      return;
    }
    const d = num(e, "diameter_m", Number.NaN, above, "a number > 0") * c.length_k;
    diameter_k[k] = d;
    minorLoss_k[k] = throttle(e, d);
    if (e.kind === "waterPipe") {
      const status = e.fields.status ?? "open";
      kind[k] = status === "checkValve" ? KIND.CHECK_PIPE : KIND.PIPE;
      initialStatus[k] = status === "closed" ? STATUS.CLOSED : STATUS.OPEN;
      const length = num(e, "length_m", Number.NaN, above, "a number > 0") * c.length_k;
      if (headLoss === "darcyWeisbach") {
        const area = (Math.PI * d * d) / 4;
        resistance_k[k] = length / 2 / c.gravity_k / d / (area * area);
        relativeRoughness[k] = (num(e, "roughness_m", Number.NaN, atLeast0, "a number >= 0") * c.length_k) / d;
      } else {
        const roughness = num(e, "roughness_1", Number.NaN, above, "a number > 0");
        if (headLoss === "chezyManning") {
          const a = (4 * roughness) / (c.manning * Math.PI * d * d);
          resistance_k[k] = a * a * pow(d / 4, -1.333) * length;
        } else resistance_k[k] = (c.hazenWilliams * length) / pow(roughness, HAZEN_EXPONENT) / pow(d, 4.871);
      }
      return;
    }
    valveOf(e, k);
  });

  function valveOf(e: Element, k: number): void {
    const type = String(e.fields.valveType ?? "");
    const number = KIND[type as keyof typeof KIND];
    if (number === undefined || number < KIND.PRV) {
      bad(e, "valveType", type, "PRV, PSV, PBV, FCV, TCV, GPV or PCV");
      return;
    }
    kind[k] = number;
    resistance_k[k] = c.smallSlope;
    const status = String(e.fields.status ?? "active");
    if (type === "GPV") {
      const curve = curveOf(e, "curve");
      if (!curve) bad(e, "curve", "nothing", "a curve of head loss against flow");
      else {
        if (curve.x.length < 2) bad(e, "curve", `${curve.x.length} point`, "at least two points");
        part[k] = curveX.length;
        partCount[k] = curve.x.length;
        curveX.push(...curve.x.map((x) => x * c.flow_k));
        curveY.push(...curve.y.map((y) => y * c.length_k));
      }
      initialSetting_k[k] = 1;
    } else initialSetting_k[k] = settingToK(c, number, valveSetting(e, type));
    if (number === KIND.PRV || number === KIND.PSV || number === KIND.FCV) {
      controlValves.push(k);
      for (const row of [from[k]!, to[k]!])
        if (row >= junctionCount)
          bad(
            e,
            "connects",
            nodes.ids[row],
            "junctions at both ends",
            "put a length of pipe between the valve and the tank or reservoir",
          );
    }
    if (type === "PCV") {
      const curve = curveOf(e, "curve");
      if (curve) positionCurves.set(k, curve);
    }
    // A valve with a curve of losses has no setting to be active at: rules find it open.
    const isOpen = status === "open" || type === "GPV";
    initialStatus[k] = status === "closed" ? STATUS.CLOSED : isOpen ? STATUS.OPEN : STATUS.ACTIVE;
    if (status !== "active" && type !== "GPV") initialSetting_k[k] = Number.NaN;
    if (type === "PCV") resistance_k[k] = positionLoss(c, minorLoss_k[k]!, initialSetting_k[k]!, positionCurves.get(k));
  }

  function pumpOf(e: Element, link: number): Pump {
    const efficiencyCurve = curveOf(e, "efficiencyCurve");
    const rest = {
      link,
      speedProfile: profileRow(e, e.fields.speedProfile),
      efficiency: num(e, "efficiency_1", Number(options.efficiency_1 ?? 0.75), above, "a number > 0"),
      efficiencyCurve: efficiencyCurve
        ? { x: Float64Array.from(efficiencyCurve.x, (x) => x * c.flow_k), y: Float64Array.from(efficiencyCurve.y) }
        : null,
    };
    const none = { firstPoint: 0, pointCount: 0 };
    if (e.fields.power_W !== undefined && e.fields.headCurve === undefined) {
      const power = num(e, "power_W", Number.NaN, above, "a number > 0") * c.power_k;
      return {
        ...rest,
        ...none,
        curveKind: PUMP_CURVE.POWER,
        shutoff_k: 0,
        slope_k: power,
        exponent: -1,
        maxHead_k: Number.MAX_VALUE,
        designFlow_k: c.isNative ? c.tinyFlow * 1e6 : 1,
      };
    }
    const curve = curveOf(e, "headCurve");
    if (!curve) {
      bad(e, "headCurve", "nothing", "a headCurve or power_W");
      return {
        ...rest,
        ...none,
        curveKind: PUMP_CURVE.NONE,
        shutoff_k: 0,
        slope_k: 0,
        exponent: 1,
        maxHead_k: 0,
        designFlow_k: 0,
      };
    }
    const x = curve.x.map((v) => v * c.flow_k);
    const y = curve.y.map((v) => v * c.length_k);
    const count = x.length;
    if (count === 1 || (count === 3 && x[0] === 0)) {
      // One point: shut-off head 4/3 of it (EPANET's digits), no head at twice its flow.
      const fit =
        count === 1 ? fitPump(1.33334 * y[0]!, x[0]!, y[0]!, 2 * x[0]!, 0) : fitPump(y[0]!, x[1]!, y[1]!, x[2]!, y[2]!);
      if (!fit) bad(e, "headCurve", curve.id, "head falling with flow, ever more steeply");
      else
        return {
          ...rest,
          ...none,
          curveKind: PUMP_CURVE.FUNCTION,
          shutoff_k: -fit.a,
          slope_k: fit.b,
          exponent: fit.n,
          maxHead_k: fit.a,
          designFlow_k: count === 1 ? x[0]! : x[1]!,
        };
    }
    for (let i = 1; i < count; i++)
      if (y[i]! >= y[i - 1]!) bad(e, "headCurve", `${curve.id}, point ${i + 1}`, "head falling from point to point");
    const firstPoint = curveX.length;
    curveX.push(...x);
    curveY.push(...y);
    return {
      ...rest,
      curveKind: PUMP_CURVE.POINTS,
      shutoff_k: 0,
      slope_k: 0,
      exponent: 1,
      maxHead_k: y[0]!,
      designFlow_k: (x[0]! + x[count - 1]!) / 2,
      firstPoint,
      pointCount: count,
    };
  }

  const leaks = leakCoefficients(c, linkElements, from, to, junctionCount, n);
  if (hasErrors(issues)) return { net: null, issues };
  return {
    issues,
    net: {
      constants,
      options,
      nodes,
      links,
      junctionCount,
      elements: { nodes: nodeElements, links: linkElements },
      elevation_k,
      baseHead_k,
      headProfile,
      emitter_k,
      leakFixed_k: leaks.fixed,
      leakVariable_k: leaks.variable,
      demands: {
        node: Int32Array.from(demandNode),
        base_k: Float64Array.from(demandBase),
        profile: Int32Array.from(demandProfile),
      },
      profiles: district.profiles,
      from,
      to,
      kind,
      part,
      partCount,
      resistance_k,
      minorLoss_k,
      diameter_k,
      relativeRoughness,
      initialStatus,
      initialSetting_k,
      tanks,
      canOverflow,
      pumps,
      controlValves: Int32Array.from(controlValves),
      curveX: Float64Array.from(curveX),
      curveY: Float64Array.from(curveY),
      positionCurves,
    },
  };
}

const valveSetting = (e: Element, type: string): number =>
  Number(
    (type === "FCV"
      ? e.fields.setting_m3_s
      : type === "TCV" || type === "PCV"
        ? e.fields.setting_1
        : e.fields.setting_m) ??
      e.fields.setting ??
      0,
  );
