import {
  hotSpot_K,
  stepThermal,
  type ThermalClass,
  type ThermalState,
} from "../../utilities/power/thermal/transformer";
import { Comparison, failed, type ReferenceFormat } from "./format";

const ZERO_C = 273.15;
/** Stated by the references' README for the solved columns; published temperatures agree within 1.1 K. */
const SOLVED_K = 0.01;
const PUBLISHED_K = 1.1;
const AGEING_1 = 1e-4;

interface StepLoad {
  readonly parameters: Readonly<
    Record<"dTor" | "dThr" | "R" | "x" | "y" | "tauO" | "tauW" | "k11" | "k21" | "k22", number>
  >;
  readonly ambientC: number;
  readonly initial: { readonly topOilC: number; readonly dThetaH1: number; readonly dThetaH2: number };
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

const NEEDED = ["endMinute", "K", "topOilC", "hotSpotC"];

/** A transformer under a stepped load: temperatures at each step's end, and what it aged, with either paper. */
export const transformerReference: ReferenceFormat = {
  name: "transformer ageing",
  matches: (file) => file.stem.endsWith(".json") && /"dTor"\s*:/.test(file.text().slice(0, 4_000)),
  run(file) {
    const given = file.json() as StepLoad;
    const column = (name: string) => given.columns.indexOf(name);
    const missing = NEEDED.filter((name) => column(name) < 0);
    if (missing.length > 0) return [failed(file.name, `columns: got ${given.columns.join(", ")}, no ${missing[0]}`)];
    const { parameters: p } = given;
    const classOf = (isUpgraded: boolean): ThermalClass => ({
      oilRise_K: p.dTor,
      gradient_K: p.dThr,
      lossRatio_1: p.R,
      x: p.x,
      y: p.y,
      k11: p.k11,
      k21: p.k21,
      k22: p.k22,
      oil_s: 60 * p.tauO,
      winding_s: 60 * p.tauW,
      isUpgraded,
    });
    const start = (): ThermalState => ({
      topOil_K: given.initial.topOilC + ZERO_C,
      gradient1_K: given.initial.dThetaH1,
      gradient2_K: given.initial.dThetaH2,
      aged_s: 0,
    });
    const papers = [
      { class: classOf(false), state: start(), column: column("cumulativeAgeingMinutesNonUpgraded") },
      { class: classOf(true), state: start(), column: column("cumulativeAgeingMinutesUpgraded") },
    ];
    const found = new Comparison();
    let minute = 0;
    for (const row of given.rows) {
      const end = row[column("endMinute")]!;
      const id = `minute ${end}`;
      for (const paper of papers) {
        stepThermal(paper.class, paper.state, row[column("K")]!, given.ambientC + ZERO_C, (end - minute) * 60);
        const want = row[paper.column];
        // the references print four decimals: below a few minutes those, not the ageing, are the floor
        if (want !== undefined)
          found.add("ageing", id, paper.state.aged_s / 60, want, Math.max(AGEING_1 * want, 1e-4), "min");
      }
      const { state } = papers[0]!;
      const hot_C = hotSpot_K(state) - ZERO_C;
      const oil_C = state.topOil_K - ZERO_C;
      found.add("top oil", id, oil_C, row[column("topOilC")]!, SOLVED_K, "C");
      found.add("hot spot", id, hot_C, row[column("hotSpotC")]!, SOLVED_K, "C");
      const published = { topOil: row[column("publishedTopOilC")], hotSpot: row[column("publishedHotSpotC")] };
      if (published.topOil !== undefined) found.add("published top oil", id, oil_C, published.topOil, PUBLISHED_K, "C");
      if (published.hotSpot !== undefined)
        found.add("published hot spot", id, hot_C, published.hotSpot, PUBLISHED_K, "C");
      minute = end;
    }
    return [found.result(file.name)];
  },
};
