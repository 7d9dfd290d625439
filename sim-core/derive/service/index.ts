import type { District } from "../../model/district";
import { feedersOf, graphOf, powerTree } from "../../model/queries";
import { type FrameLayout, findColumn } from "../../record/frame";

/** Continuity of supply of a feeder or of the whole district, since the run's start. Indices of IEEE 1366. */
export interface ServiceRow {
  readonly id: string;
  readonly name: string;
  readonly customers: number;
  /** Customers without supply now. */
  readonly off_supply: number;
  /** Customers who had a sustained interruption. */
  readonly interrupted: number;
  /** Mean over all customers: time off supply, sustained interruptions, momentary ones. */
  readonly saidi_s: number;
  readonly saifi_1: number;
  readonly maifi_1: number;
  /** Mean length of a sustained interruption; null without any. */
  readonly caidi_s: number | null;
  readonly not_served_J: number;
}

export interface ServiceSummary extends ServiceRow {
  readonly feeders: readonly ServiceRow[];
}

interface Customer {
  readonly rows: "building" | "load";
  readonly row: number;
  readonly customers: number;
  readonly feeder: number;
}

const SUMS = ["outage_s", "interruptions", "momentary", "notServed_J"] as const;

/**
 * Prepares the indices of a district: the function it gives takes any Frame of the layout. A building counts its
 * dwellings, or one; a load its `customers`. Customers belong to the feeder that feeds their bus with every switch in
 * its normal place, so that a transfer does not move them.
 */
export function openService(district: District, layout: FrameLayout): (values: ArrayLike<number>) => ServiceSummary {
  const graph = graphOf(district);
  const plan = feedersOf(graph, powerTree(graph));
  const feederOf = new Map(plan.feeders.flatMap(({ id, buses }) => buses.map((bus) => [bus, id] as const)));
  const feeders = district.elements.filter((e) => e.kind === "feeder");
  const place = new Map(feeders.map((e, i) => [e.id, i]));
  const columns = {
    building: [...SUMS, "isEnergised"].map((name) => findColumn(layout, "district", "building", name)),
    load: [...SUMS, "isOff"].map((name) => findColumn(layout, "power", "load", name)),
  };
  const byId = new Map(district.elements.map((e) => [e.id, e]));
  const customers: Customer[] = [];
  for (const rows of ["building", "load"] as const)
    (columns[rows][0]?.ids ?? []).forEach((id, row) => {
      const element = byId.get(id)!;
      const bus = element.relations.find((r) => r.type === "connects" && byId.get(r.to)?.kind === "bus")?.to;
      if (bus === undefined) return;
      const own = rows === "building" ? element.fields.dwellings : element.fields.customers;
      const count = typeof own === "number" && (own > 0 || rows === "load") ? own : 1;
      customers.push({ rows, row, customers: count, feeder: place.get(feederOf.get(bus) ?? "") ?? -1 });
    });

  return (values) => {
    const blank = () => ({ customers: 0, off: 0, interrupted: 0, time: 0, times: 0, brief: 0, lost_J: 0 });
    const whole = blank();
    const parts = feeders.map(blank);
    for (const c of customers) {
      const [outage_s, times, brief, lost_J, flag] = columns[c.rows].map((column) => values[column!.offset + c.row]!);
      for (const sum of c.feeder < 0 ? [whole] : [whole, parts[c.feeder]!]) {
        sum.customers += c.customers;
        sum.off += c.customers * (c.rows === "load" ? flag! : 1 - flag!);
        sum.interrupted += times! > 0 ? c.customers : 0;
        sum.time += c.customers * outage_s!;
        sum.times += c.customers * times!;
        sum.brief += c.customers * brief!;
        sum.lost_J += lost_J!;
      }
    }
    const row = (id: string, name: string, s: ReturnType<typeof blank>): ServiceRow => {
      const mean = (sum: number) => (s.customers > 0 ? sum / s.customers : 0);
      return {
        id,
        name,
        customers: s.customers,
        off_supply: s.off,
        interrupted: s.interrupted,
        saidi_s: mean(s.time),
        saifi_1: mean(s.times),
        maifi_1: mean(s.brief),
        caidi_s: s.times > 0 ? s.time / s.times : null,
        not_served_J: s.lost_J,
      };
    };
    return {
      ...row(district.id, district.name, whole),
      feeders: feeders.map((e, i) => row(e.id, e.name ?? e.id, parts[i]!)),
    };
  };
}
