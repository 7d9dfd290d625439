import { pow } from "../../../assembly/core/elementary";
import { numberingOf } from "../../compile/numbering";
import type { Curve, District } from "../../model/district";
import type { Element } from "../../model/element";
import { hasErrors, type Issue } from "../../model/issue";
import { emitterCoefficient, leakCoefficients, positionLoss, settingToK } from "./coefficients";
import { constantsOf } from "./constants";
import { above, atLeast0, fieldsOf } from "./fields";
import { KIND, type Pump, STATUS, type Tank, type WaterNet } from "./net";
import { pumpOf } from "./pumps";
import { tankOf } from "./tanks";

const NODE_KINDS = new Set(["waterJunction", "reservoir", "tank"]);
const LINK_KINDS = new Set(["waterPipe", "waterPump", "waterValve"]);
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
  const fields = fieldsOf(district, c.isNative, issues);
  const { bad, num, profileRow, curveOf, toK } = fields;
  if (nodeElements.length > 0 && nodeElements.length === junctionCount)
    issues.push({ severity: "error", code: "noSource", element: "water", want: "at least one reservoir or tank" });

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
      const tank = tankOf(fields, c, e, row, elevation_k[row]!);
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
  const points = { x: [] as number[], y: [] as number[] };
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
      pumps.push(pumpOf(fields, c, e, k, Number(options.efficiency_1 ?? 0.75), points));
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
        part[k] = points.x.length;
        partCount[k] = curve.x.length;
        points.x.push(...curve.x.map((x) => x * c.flow_k));
        points.y.push(...curve.y.map((y) => y * c.length_k));
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
      curveX: Float64Array.from(points.x),
      curveY: Float64Array.from(points.y),
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
