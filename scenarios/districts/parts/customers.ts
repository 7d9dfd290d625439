import * as S from "../harbourside/sizing";
import type { LoopCustomer } from "./loops";
import type { BlockPlan, DistrictPlan } from "./plan";

/** Works, data halls and parks take no heat from the loop. */
export const hasHeatStation = (block: BlockPlan): boolean =>
  block.heatBy === "loop" && !["works", "dataCentre", "park"].includes(block.character);

/** Blocks on a loop with the heat (or cold) that their station is designed for. */
export function loopCustomers(plan: DistrictPlan, loop: "heat" | "cooling"): LoopCustomer[] {
  const customers: LoopCustomer[] = [];
  for (const block of plan.blocks) {
    const net = (gross_m2: number) => gross_m2 * S.NET_OF_GROSS;
    if (loop === "heat") {
      if (!hasHeatStation(block)) continue;
      const w = S.HEAT_W_M2;
      const people = block.dwellings * S.PERSONS_PER_DWELLING;
      let design_W = net(block.dwellings * S.DWELLING_GROSS_M2) * w.dwelling + 2 * people * S.HOT_WATER_W.resident;
      design_W += net(block.office_m2) * w.office + net(block.shop_m2) * w.shop;
      if (block.character === "hospital") design_W += net(S.HOSPITAL_M2) * w.hospital;
      if (block.character === "school") design_W += net(S.SCHOOL_M2) * w.school;
      if (block.character === "hotel") design_W += net(S.HOTEL_M2) * w.hotel;
      design_W += net(block.restaurant_m2 ?? 0) * w.hotel;
      if (design_W > 0) customers.push({ block, design_W });
    } else {
      if (!block.isOnCooling) continue;
      const w = S.COOL_W_M2;
      let design_W = net(block.office_m2) * w.office + net(block.shop_m2) * w.shop;
      if (block.character === "hospital") design_W += net(S.HOSPITAL_M2) * w.hospital;
      if (block.character === "hotel") design_W += net(S.HOTEL_M2) * w.hotel;
      design_W += net(block.restaurant_m2 ?? 0) * 200;
      if (design_W > 0) customers.push({ block, design_W });
    }
  }
  return customers;
}
