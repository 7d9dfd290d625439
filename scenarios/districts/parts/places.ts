import { type Book, rectangle } from "./book";
import { hasHeatStation } from "./customers";
import { gasZoneId } from "./gas";
import { blockId, cornerX_m, cornerY_m, type DistrictPlan, zoneId, zoneOfNodeRow } from "./plan";

/** Blocks, streets, pressure zones and supply areas: the places that everything else lies in. */
export function buildPlaces(book: Book, plan: DistrictPlan): void {
  const x0 = plan.offsetX_m;
  const width = plan.columns * plan.pitchX_m;
  plan.zoneRows.forEach((first, zone) => {
    const last = plan.zoneRows[zone + 1] ?? plan.rows;
    book.add(
      "zone",
      zoneId(plan, zone),
      "water",
      { service: "water" },
      {},
      {
        name: `${["Low", "High", "Hill"][zone]} pressure zone${plan.prefix ? ` ${plan.prefix.slice(0, -1)}` : ""}`,
        geometry: {
          footprint: rectangle(x0, cornerY_m(plan, first), width, (last - first) * plan.pitchY_m),
          base_m: 0,
          height_m: 0,
        },
      },
    );
  });
  const gasRows = plan.blocks.filter((b) => b.heatBy === "gas");
  book.add("zone", gasZoneId(plan), "gas", { service: "gas" }, {}, { name: "Low-pressure gas area" });
  for (const loop of ["heat", "cooling"] as const)
    book.add(
      "zone",
      `ZONE-${plan.prefix}${loop}`,
      "heat",
      { service: loop },
      {},
      {
        name: loop === "heat" ? "District heating area" : "District cooling area",
      },
    );
  if (plan.hasHydrants) streets(book, plan);
  if (plan.harbourDepth_m > 0)
    book.add(
      "harbour",
      `${plan.prefix}HARBOUR`,
      "district",
      {},
      {},
      {
        name: "Harbour",
        geometry: {
          footprint: rectangle(
            x0 - 240,
            cornerY_m(plan, 0) - 95 - plan.harbourDepth_m,
            width + 480,
            plan.harbourDepth_m,
          ),
          base_m: 0,
          height_m: 0,
        },
      },
    );
  for (const block of plan.blocks) {
    const within = [zoneId(plan, zoneOfNodeRow(plan, block.row))];
    if (gasRows.includes(block)) within.push(gasZoneId(plan));
    if (hasHeatStation(block)) within.push(`ZONE-${plan.prefix}heat`);
    if (block.isOnCooling) within.push(`ZONE-${plan.prefix}cooling`);
    book.add(
      "block",
      blockId(plan, block),
      "district",
      { use: block.character === "park" ? "park" : "built" },
      { within },
      {
        name: block.name,
        geometry: {
          footprint: rectangle(
            cornerX_m(plan, block.column) + 10,
            cornerY_m(plan, block.row) + 10,
            plan.pitchX_m - 20,
            plan.pitchY_m - 20,
          ),
          base_m: 0,
          height_m: 0,
        },
      },
    );
  }
}

const AVENUES = [
  "Westgate",
  "Ropewalk",
  "Customs",
  "Lantern",
  "Market",
  "Chapel",
  "Mill",
  "Dock",
  "Eastgate",
  "Signal",
];
const ALONG = ["Quay", "Exchange", "Park", "Tower", "Infirmary", "Terrace", "Ridge"];

/** The streets themselves, and their names: those along the harbour, and those up the hill. */
function streets(book: Book, plan: DistrictPlan): void {
  const x = [cornerX_m(plan, 0), cornerX_m(plan, plan.columns)] as const;
  const y = [cornerY_m(plan, 0), cornerY_m(plan, plan.rows)] as const;
  const put = (
    id: string,
    name: string,
    line: readonly [readonly [number, number, number], readonly [number, number, number]],
  ) => book.add("street", `STREET-${plan.prefix}${id}`, "district", { width_m: 18 }, {}, { name, geometry: { line } });
  for (let row = 0; row <= plan.rows; row++) {
    const at = cornerY_m(plan, row);
    put(`${row + 1}`, `${ALONG[row % ALONG.length]} Street`, [
      [x[0], at, 0],
      [x[1], at, 0],
    ]);
  }
  for (let column = 0; column <= plan.columns; column++) {
    const at = cornerX_m(plan, column);
    put(String.fromCharCode(65 + column), `${AVENUES[column % AVENUES.length]} Avenue`, [
      [at, y[0], 0],
      [at, y[1], 0],
    ]);
  }
}
