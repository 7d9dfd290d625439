import { columnAt } from "../../core/header";
import * as slot from "../../layout.generated";
import * as w from "./columns";

/** Kernel units -> the columns that others read. Demand and excess hold outflow at junctions, net inflow at tanks. */
export function publish(): void {
  const length = w.runF(slot.WATER_RUN_HEAD_TO_SI_M);
  const volume = w.runF(slot.WATER_RUN_FLOW_TO_SI_M3_S);
  const pressure = w.runF(slot.WATER_RUN_HEAD_TO_PRESSURE_PA);
  const demand = columnAt(slot.WATER_NODE_DEMAND_M3_S);
  const head = columnAt(slot.WATER_NODE_HEAD_M);
  const gauge = columnAt(slot.WATER_NODE_PRESSURE_PA);
  for (let n = 0; n < w.nodes; n++) {
    const h = w.f(w.head, n);
    w.setF(demand, n, w.f(w.excess, n) * volume);
    w.setF(head, n, h * length);
    w.setF(gauge, n, w.i(w.isCutOff, n) === 0 ? (h - w.f(w.elevation, n)) * pressure : 0.0);
  }
  const flow = columnAt(slot.WATER_LINK_FLOW_M3_S);
  const loss = columnAt(slot.WATER_LINK_HEAD_LOSS_M);
  const velocity = columnAt(slot.WATER_LINK_VELOCITY_M_S);
  const status = columnAt(slot.WATER_LINK_STATUS);
  for (let k = 0; k < w.links; k++) {
    const isOpen = w.i(w.status, k) > w.CLOSED;
    const q = isOpen ? w.f(w.flow, k) * volume : 0.0;
    const d = w.f(w.diameter, k) * length;
    w.setF(flow, k, q);
    w.setF(loss, k, (w.f(w.head, w.i(w.from, k)) - w.f(w.head, w.i(w.to, k))) * length);
    w.setF(velocity, k, d > 0.0 ? Math.abs(q) / ((Math.PI * d * d) / 4.0) : 0.0);
    w.setI(status, k, isOpen ? 1 : 0);
  }
}
