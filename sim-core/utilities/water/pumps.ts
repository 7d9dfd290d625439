import type { Element } from "../../model/element";
import { fitPump } from "./coefficients";
import type { Constants } from "./constants";
import { above, type Fields } from "./fields";
import { PUMP_CURVE, type Pump } from "./net";

/** A pump's curve as the solver has it. Points of a curve of points go to the end of `points`, in k. */
export function pumpOf(
  { bad, num, profileRow, curveOf }: Fields,
  c: Constants,
  e: Element,
  link: number,
  defaultEfficiency_1: number,
  points: { readonly x: number[]; readonly y: number[] },
): Pump {
  const efficiencyCurve = curveOf(e, "efficiencyCurve");
  const rest = {
    link,
    speedProfile: profileRow(e, e.fields.speedProfile),
    efficiency: num(e, "efficiency_1", defaultEfficiency_1, above, "a number > 0"),
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
  const firstPoint = points.x.length;
  points.x.push(...x);
  points.y.push(...y);
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
