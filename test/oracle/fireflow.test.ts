import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readInp } from "../../sim-core/exchange/inp/read";
import { type WaterModel, writeInp } from "../../sim-core/exchange/inp/write";
import {
  FIRE_FLOW_DEFAULTS,
  FireFlow,
  fireFlow,
  fireNet,
  firePlaces,
  TWENTY_PSI_M,
} from "../../sim-core/utilities/water/studies/fireFlow";
import { played } from "../../sim-core/utilities/water/studies/played";
import { pressureZones } from "../../sim-core/utilities/water/studies/zones";
import { runEpanet } from "../support/epanet";
import { solversModule } from "../support/module";
import { hasShared, shared } from "../support/shared";

/** The network at its start with one more demand, closely solved, as a file. */
function withDraw({ district, schedule }: WaterModel, node: string, flow_m3_s: number): string {
  const flat = { id: "flat", step_s: 3600, values: [1], unit: "1" };
  const elements = district.elements.map((e) => {
    if (e.id !== node) return e;
    const { baseDemand_m3_s, profile, demands_m3_s, demandProfiles, ...rest } = e.fields;
    const before = Array.isArray(demands_m3_s) ? demands_m3_s : [Number(baseDemand_m3_s ?? 0)];
    const patterns = Array.isArray(demands_m3_s) ? String(demandProfiles) : String(profile ?? "-");
    const multiplier = Number(district.options.water?.demandMultiplier_1 ?? 1);
    return {
      ...e,
      fields: {
        ...rest,
        demands_m3_s: [...before, flow_m3_s / multiplier],
        demandProfiles: `${patterns} flat`,
      },
    };
  });
  const water = { ...district.options.water, accuracy_1: 1e-5, maxTrials: 200 };
  const drawn = { ...district, options: { water }, profiles: [...district.profiles, flat], elements };
  return writeInp({ district: drawn, schedule: { ...schedule, duration_s: 0 } });
}

describe.skipIf(!hasShared)("available fire flow, drawn in EPANET", () => {
  for (const name of ["Net3", "d-town", "L-TOWN"])
    it(`${name}: the place and every served node of its zone keep 20 psi to 0.003 m, and one has no more than that`, async () => {
      const text = readFileSync(shared("reference", "water", `${name}.inp`), "utf8");
      const { district, schedule } = readInp(text, `${name}.inp`);
      const { net } = fireNet(district!);
      const study = new FireFlow(solversModule(), net!, FIRE_FLOW_DEFAULTS, played(solversModule(), net!, schedule, 0));
      const { zoneOf } = pressureZones(net!, study.network.status);
      const served = Array.from({ length: net!.junctionCount }, (_, i) => i).filter(
        (i) => study.network.fullDemand[i]! > 0,
      );
      const low = new Set(study.lowBefore());
      const places = firePlaces(district!, net!);
      const stride = Math.floor(places.length / 12);
      let asked = 0;
      for (let p = 3; p < places.length; p += stride) {
        const { id, node } = places[p]!;
        const found = study.ask(id, node, true);
        if (found.isCapped || found.available_m3_s === 0) continue;
        asked++;
        const model = { district: district!, schedule: schedule! };
        const { head } = (await runEpanet(withDraw(model, net!.nodes.ids[node]!, found.available_m3_s)))[0]!;
        const per = net!.constants.length_k * schedule!.units.length_m;
        const margin = (i: number): number =>
          (head[i]! * per - net!.elevation_k[i]!) / net!.constants.pressure_k - TWENTY_PSI_M;
        const zone = served.filter((i) => zoneOf[i] === zoneOf[node] && !low.has(net!.nodes.ids[i]!));
        const least = Math.min(margin(node), ...zone.map(margin));
        expect(least, `${id}: ${found.available_m3_s} m3/s, set by ${found.critical}`).toBeGreaterThan(-0.003);
        expect(least, `${id}: ${found.available_m3_s} m3/s, set by ${found.critical}`).toBeLessThan(0.003);
      }
      expect(asked).toBeGreaterThan(4);
    });
});

/** Rank correlation of two lists of the same length. */
function spearman(a: readonly number[], b: readonly number[]): number {
  const ranks = (values: readonly number[]): number[] => {
    const found = new Array<number>(values.length);
    [...values.keys()]
      .sort((i, j) => values[i]! - values[j]!)
      .forEach((i, rank) => {
        found[i] = rank;
      });
    return found;
  };
  const [x, y] = [ranks(a), ranks(b)];
  const n = a.length;
  const sum = x.reduce((total, rank, i) => total + (rank - y[i]!) * (rank - y[i]!), 0);
  return 1 - (6 * sum) / (n * (n * n - 1));
}

describe.skipIf(!hasShared)("screened fire flow, from one factor", () => {
  for (const name of ["Net3", "d-town", "L-TOWN"])
    it(`${name}: puts the places in the exact order (rank correlation above 0.98), in the median within 5 %`, () => {
      const { district, schedule } = readInp(
        readFileSync(shared("reference", "water", `${name}.inp`), "utf8"),
        `${name}.inp`,
      );
      const places = fireFlow(solversModule(), district!, FIRE_FLOW_DEFAULTS, true, schedule).places.filter(
        (p) => p.available_m3_s > 0 && !p.isCapped,
      );
      const [screened, exact] = [places.map((p) => p.screened_m3_s), places.map((p) => p.available_m3_s)];
      const ratios = places.map((p) => p.screened_m3_s / p.available_m3_s).sort((a, b) => a - b);
      const correlation = spearman(screened, exact);
      console.log(`${name}: ${places.length} places, rank correlation ${correlation.toFixed(3)}`);
      expect(correlation).toBeGreaterThan(0.98);
      expect(Math.abs(ratios[ratios.length >> 1]! - 1)).toBeLessThan(0.05);
    });
});
