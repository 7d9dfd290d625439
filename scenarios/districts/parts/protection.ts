import type { Element } from "../../../sim-core/model/element";
import * as S from "../harbourside/sizing";
import { at, type Book } from "./book";
import { blockId, cornerX_m, cornerY_m, type DistrictPlan } from "./plan";
import { designLoad_W, lvAt, stationOf } from "./power";

const OWNER = "power";
const ROOT_3 = 1.7320508075688772;

const ends = (e: Element) => e.relations.filter((r) => r.type === "connects").map((r) => r.to);

/**
 * Relays at the heads of feeders and in front of the primaries; the engines of who must not be dark. `first` is where the
 * plan's elements begin in the book.
 */
export function buildProtection(book: Book, plan: DistrictPlan, first: number): void {
  const own = book.elements.slice(first);
  const feeders = own.filter((e) => e.kind === "feeder");
  const fed = new Set(feeders.flatMap((e) => e.relations.filter((r) => r.type === "feeds").map((r) => r.to)));
  const isFeeder = new Set(feeders.map((e) => e.id));
  const relay = (
    line: Element,
    name: string,
    rated_A: number,
    fields: typeof S.FEEDER_RELAY | typeof S.PRIMARY_RELAY,
  ) =>
    book.add(
      "relay",
      `RELAY-${line.id}`,
      OWNER,
      {
        characteristic: "standardInverse",
        pickup_A: Math.round(fields.pickup_1 * rated_A),
        timeMultiplier_1: fields.timeMultiplier_1,
        switchTime_s: S.SWITCH_S.remote,
      },
      { protects: [line.id] },
      { name },
    );
  // A village has fuses before its primaries and in the cables of single customers.
  const hasPrimaryRelays = plan.scale >= 0.1;
  for (const line of own) {
    const rated_A = Number(line.fields.rating_A);
    if (line.kind === "line") {
      const isOfFeeder = line.relations.some((r) => r.type === "within" && isFeeder.has(r.to));
      if (isOfFeeder && ends(line).some((bus) => !fed.has(bus)) && (hasPrimaryRelays || line.name))
        relay(line, `Relay of ${line.name ?? line.id}`, rated_A, S.FEEDER_RELAY);
      else if (hasPrimaryRelays && ends(line).some((bus) => bus.startsWith(`${plan.prefix}HV-`)))
        relay(line, `Relay of ${line.name ?? line.id}`, rated_A, S.PRIMARY_RELAY);
    } else if (hasPrimaryRelays && line.kind === "transformer" && line.fields.ratedFrom_V === 33_000) {
      const primary_A = Number(line.fields.ratedPower_VA) / (ROOT_3 * 33_000);
      relay(line, `Relay of ${line.name ?? line.id}`, primary_A, S.PRIMARY_RELAY);
    }
  }
  for (const block of plan.blocks) {
    if (block.character !== "hospital" && block.character !== "dataCentre") continue;
    const bus = lvAt(plan, block);
    const changeover = own.filter((e) => e.kind === "transformer" && ends(e).includes(bus));
    if (changeover.length === 0) continue;
    const rated_W = Math.round(designLoad_W(block));
    const here = stationOf(plan, block);
    book.add(
      "standby",
      `STANDBY-${here}`,
      OWNER,
      {
        ratedPower_W: rated_W,
        startDelay_s: S.STANDBY.start_s,
        tank_m3: Math.round(S.STANDBY.hours * 3600 * S.STANDBY.fuel_m3_J * rated_W * 10) / 10,
        fuelUse_m3_J: S.STANDBY.fuel_m3_J,
      },
      { connects: [bus], protects: changeover.map((e) => e.id), within: [blockId(plan, block)] },
      {
        name: `Standby engine of ${block.character === "hospital" ? "the hospital" : "the data centre"}`,
        geometry: at(cornerX_m(plan, block.column) + 30, cornerY_m(plan, block.row) + 20, 1),
      },
    );
  }
}
