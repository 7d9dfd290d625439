import type { District } from "../../sim-core/model/district";
import { Random } from "../../sim-core/model/random";
import { HARBOURSIDE_PLACE } from "./harbourside";
import * as S from "./harbourside/sizing";
import { buildPlan, finish, joinPlans } from "./parts/assemble";
import { Book } from "./parts/book";
import type { Age, BlockCharacter, BlockPlan, DistrictPlan } from "./parts/plan";

/** Blocks that one quarter may have: columns x rows, smallest first. One quarter is a town with plant of its own. */
const GRIDS: readonly (readonly [columns: number, rows: number])[] = [
  [2, 1],
  [3, 1],
  [2, 2],
  [3, 2],
  [4, 2],
  [5, 2],
  [4, 3],
  [5, 3],
  [6, 3],
  [5, 4],
  [6, 4],
  [7, 4],
  [8, 4],
  [7, 6],
  [8, 6],
  [9, 6],
];
const AGES: readonly Age[] = ["before1918", "1970s", "1980s", "2000s", "new"];
/** Ground by node row; a quarter of up to three rows lies low enough for one pressure zone. */
const LOW_GROUND_M = [2.5, 5, 8, 12];
const HILL_GROUND_M = [2.5, 5, 10, 20, 32, 47, 60];

/**
 * A district of Harbourside's kind with about so many elements, from a seed: quarters side by side, each sized by the
 * same rules for its own number of people, their low water zones and medium-pressure gas joined into one network. Each
 * quarter has its own grid supply and its own loops.
 */
export function generateDistrict(elements: number, seed: number): District {
  const random = new Random(seed);
  const full = sizeOf(GRIDS[GRIDS.length - 2]!);
  const count = Math.max(1, Math.round(elements / full));
  const wanted = elements / count;
  const grid = GRIDS.reduce((best, g) => (Math.abs(sizeOf(g) - wanted) < Math.abs(sizeOf(best) - wanted) ? g : best));
  const side = Math.ceil(Math.sqrt(count));
  const book = new Book();
  const plans: DistrictPlan[] = [];
  for (let k = 0; k < count; k++) {
    const plan = quarter(
      random,
      grid,
      count === 1 ? "" : `Q${k + 1}-`,
      (k % side) * (grid[0] * 160 + 500),
      Math.floor(k / side) * (grid[1] * 130 + 500),
    );
    buildPlan(book, plan);
    plans.push(plan);
  }
  for (let k = 1; k < count; k++) {
    const isRowStart = k % side === 0;
    joinPlans(book, plans[isRowStart ? k - side : k - 1]!, plans[k]!);
  }
  return finish(
    book,
    {
      id: `generated-${elements}-${seed}`,
      name: `Generated district of ${book.elements.length} elements`,
      ...HARBOURSIDE_PLACE,
    },
    "District",
  );
}

const sizes = new Map<string, number>();
/** Elements of a quarter: counted by building one. */
function sizeOf(grid: readonly [number, number]): number {
  const key = grid.join("x");
  const known = sizes.get(key);
  if (known !== undefined) return known;
  const book = new Book();
  buildPlan(book, quarter(new Random(1), grid, "", 0, 0));
  sizes.set(key, book.elements.length);
  return book.elements.length;
}

function quarter(
  random: Random,
  [columns, rows]: readonly [number, number],
  prefix: string,
  offsetX_m: number,
  offsetY_m: number,
): DistrictPlan {
  const isHill = rows > 3;
  const slope = random.between(0.94, 1);
  const crossing = () => {
    const booster = 1 + random.below(columns - 1);
    const valve = (booster + 1 + random.below(columns - 1)) % (columns + 1);
    let closed = (valve + 1) % (columns + 1);
    while (closed === booster || closed === valve) closed = (closed + 1) % (columns + 1);
    return { booster, valve, closed };
  };
  const zoneRows = rows >= 6 ? [0, 3, 5] : isHill ? [0, 3] : [0];
  return {
    prefix,
    columns,
    rows,
    pitchX_m: 140 + 10 * random.below(3),
    pitchY_m: 120 + 10 * random.below(2),
    offsetX_m,
    offsetY_m,
    ground_m: (isHill ? HILL_GROUND_M : LOW_GROUND_M).map((g) => Math.round(g * slope * 10) / 10),
    westRise_m: Math.round(random.between(0, 2) * 10) / 10,
    zoneRows,
    blocks: blocks(random, columns, rows),
    heatTrunkRow: Math.min(2, rows),
    coolTrunkRow: Math.min(1, rows),
    coolColumn: Math.floor(columns / 2),
    crossings: zoneRows.slice(1).map(crossing),
    hasHydrants: columns * rows > 4,
    harbourDepth_m: 0,
    scale: (columns * rows) / 48,
  };
}

/** Works at the eastern end of the quay; a core of three tenths of the blocks around the middle of the lower rows. */
function blocks(random: Random, columns: number, rows: number): BlockPlan[] {
  const total = columns * rows;
  const places = Array.from({ length: total }, (_, k) => ({ column: k % columns, row: Math.floor(k / columns) }));
  const special = new Map<number, BlockCharacter>([[columns - 1, "works"]]);
  const middle = (columns - 1) / 2;
  const lower = (k: number) => 2 * places[k]!.row + Math.abs(places[k]!.column - middle) + 0.3 * random.unit();
  const ranked = places.map((_, k) => ({ k, rank: lower(k) })).sort((a, b) => a.rank - b.rank || a.k - b.k);
  for (const { k } of ranked) {
    if ([...special.values()].filter((c) => c === "core").length >= Math.max(1, Math.round(0.3 * total))) break;
    if (!special.has(k)) special.set(k, "core");
  }
  const put = (character: BlockCharacter, least: number) => {
    if (total < least) return;
    const free = places.map((_, k) => k).filter((k) => !special.has(k));
    if (free.length > 2) special.set(random.pick(free), character);
  };
  put("hospital", 12);
  put("school", 15);
  put("hotel", 12);
  put("dataCentre", 40);
  put("park", 20);
  const fire = places.findIndex((_, k) => !special.has(k));
  return places.map(({ column, row }, k) => {
    const character = special.get(k) ?? "mixed";
    const isHome = character === "core" || character === "mixed" || character === "hotel";
    return {
      column,
      row,
      name: `Block ${k + 1}`,
      character,
      age: random.pick(AGES),
      dwellings: isHome ? S.DWELLINGS_PER_BLOCK - 20 + random.below(41) : 0,
      office_m2: character === "core" ? Math.round(S.CORE_OFFICE_M2 * random.between(0.8, 1.2)) : 0,
      shop_m2:
        character === "core" ? S.CORE_SHOP_M2 : character === "mixed" && random.below(4) === 0 ? S.LOCAL_SHOP_M2 : 0,
      heatBy: rows >= 3 && row === rows - 1 && character !== "hospital" ? "gas" : "loop",
      isOnCooling: character === "core" || character === "hospital" || character === "hotel",
      hasFireStation: k === fire && total >= 12,
    };
  });
}
