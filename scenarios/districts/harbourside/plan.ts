import type { Age, BlockCharacter, BlockPlan, DistrictPlan } from "../parts/plan";
import { corner } from "../parts/plan";
import * as S from "./sizing";

const COLUMNS = 8;
const ROWS = 6;

/** From the harbour (first line) up the hill, west to east. C core, m mixed, H hospital, S school, D data centre,
 *  W works, P park, h hotel (with flats). The core is 14 blocks around the park. */
const MAP = [
  "m h C C C C C W",
  "m m C C P C C m",
  "m m C C C C C D",
  "m m m H m m m m",
  "m m S m m m m m",
  "m m m m m m m m",
];
const CHARACTER: Readonly<Record<string, BlockCharacter>> = {
  C: "core",
  m: "mixed",
  H: "hospital",
  S: "school",
  D: "dataCentre",
  W: "works",
  P: "park",
  h: "hotel",
};
/** Built up from the quay: the old town in the west, the converted docks new, the hill in between. */
const AGE_OF_ROW: readonly Age[] = ["new", "2000s", "2000s", "1980s", "1970s", "before1918"];
const QUARTER = ["Quayside", "Exchange", "Park", "Infirmary", "Chapel", "Hilltop"];
/** Neighbourhood shops outside the core. */
const LOCAL_SHOPS = new Set(["B2", "H2", "B4", "G4", "C6", "F5", "E4"]);

function harboursideBlocks(plan: Pick<DistrictPlan, "prefix">): BlockPlan[] {
  const blocks: BlockPlan[] = [];
  MAP.forEach((line, row) => {
    line.split(" ").forEach((letter, column) => {
      const character = CHARACTER[letter]!;
      const isHome = character === "core" || character === "mixed" || character === "hotel";
      const here = corner(plan as DistrictPlan, column, row);
      blocks.push({
        column,
        row,
        name: character === "park" ? "Exchange Park" : `${QUARTER[row]} ${here}`,
        character,
        age: column < 2 && row > 2 ? "before1918" : AGE_OF_ROW[row]!,
        dwellings: isHome ? S.DWELLINGS_PER_BLOCK : 0,
        office_m2: character === "core" ? S.CORE_OFFICE_M2 : 0,
        shop_m2: character === "core" ? S.CORE_SHOP_M2 : LOCAL_SHOPS.has(here) ? S.LOCAL_SHOP_M2 : 0,
        // The hill and the east of the row below were piped for gas before the heat mains came.
        heatBy: row === 5 || (row === 4 && column >= 4) ? "gas" : "loop",
        isOnCooling: character === "core" || character === "hospital" || character === "hotel",
        restaurant_m2: here === "F1" ? S.RESTAURANT_M2 : 0,
        hasFireStation: column === 5 && row === 3,
      });
    });
  });
  return blocks;
}

/** Eight blocks along the harbour, six up the hill. */
export const HARBOURSIDE_PLAN: DistrictPlan = {
  prefix: "",
  columns: COLUMNS,
  rows: ROWS,
  pitchX_m: 160,
  pitchY_m: 130,
  offsetX_m: 0,
  offsetY_m: 0,
  ground_m: [2.5, 5, 10, 20, 32, 47, 60],
  westRise_m: 1.5,
  zoneRows: [0, 3, 5],
  blocks: harboursideBlocks({ prefix: "" }),
  heatTrunkRow: 2,
  coolTrunkRow: 1,
  coolColumn: 4,
  crossings: [
    { booster: 2, valve: 6, closed: 4 },
    { booster: 5, valve: 2, closed: 7 },
  ],
  hasHydrants: true,
  harbourDepth_m: 260,
  scale: 1,
};
