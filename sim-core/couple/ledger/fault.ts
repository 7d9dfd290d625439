import type { Utility } from "../../model/element";
import type { Coupling } from "../coupling";
import { CARBON, COLD, GAS, HEAT, POWER, WATER } from "./accounts";

const UTILITY_OF: Readonly<Record<number, Utility>> = {
  [POWER]: "power",
  [GAS]: "gas",
  [HEAT]: "heat",
  [COLD]: "heat",
  [WATER]: "water",
  [CARBON]: "gas",
};

/**
 * Where a gap arose: the port whose network and owner differ most, or else the node at which most of what comes in does
 * not go out. Looked for at the end of the tick only, so it may miss what an earlier step of it did.
 */
export function faultOf(c: Coupling, account: number): string {
  const utility = UTILITY_OF[account];
  return portAtFault(c, utility) || (utility ? nodeAtFault(c, utility) : "");
}

function portAtFault(c: Coupling, utility: Utility | undefined): string {
  let worst = 0;
  let owner = "";
  for (const [u, name] of [
    ["power", "portPower_W"],
    ["heat", "heatDemand_W"],
    ["gas", "portInflow_kg_s"],
    ["water", "portInflow_m3_s"],
  ] as const) {
    if (utility !== undefined && u !== utility) continue;
    c.around.ports.forEach(u, name, (_row, wanted, used, handle) => {
      const gap = Math.abs(wanted - used) / Math.max(Math.abs(wanted), 1e-6);
      // A port that settled is not at fault.
      if (gap > 1e-6 && gap > worst) {
        worst = gap;
        owner = c.around.ports.owner(handle);
      }
    });
  }
  return owner;
}

function nodeAtFault(c: Coupling, utility: Utility): string {
  const solver = c.solvers[utility];
  if (!solver || utility === "heat") return "";
  const nodes = utility === "power" ? "bus" : "node";
  const links = utility === "power" ? "branch" : "link";
  const from = solver.column(links, "from");
  const to = solver.column(links, "to");
  const gap = new Float64Array(solver.numbering[nodes]!.count);
  if (utility === "power") {
    const [out, back] = [solver.column("branch", "powerFrom_W"), solver.column("branch", "powerTo_W")];
    for (let e = 0; e < from.length; e++) {
      gap[from[e]!]! -= out[e]!;
      gap[to[e]!]! -= back[e]!;
    }
    const [at, given] = [solver.column("source", "bus"), solver.column("source", "power_W")];
    for (let s = 0; s < at.length; s++) gap[at[s]!]! += given[s]!;
    const [bus, served] = [solver.column("load", "bus"), solver.column("load", "served_W")];
    for (let l = 0; l < bus.length; l++) gap[bus[l]!]! -= served[l]!;
    const port = solver.column("bus", "portPower_W");
    for (let i = 0; i < gap.length; i++) gap[i]! += port[i]!;
  } else {
    const flow = solver.column("link", utility === "gas" ? "flow_kg_s" : "flow_m3_s");
    for (let e = 0; e < from.length; e++) {
      gap[from[e]!]! -= flow[e]!;
      gap[to[e]!]! += flow[e]!;
    }
    const own = utility === "gas" ? solver.ownInflow!() : solver.column("node", "demand_m3_s");
    const port = utility === "gas" ? solver.column("node", "portInflow_kg_s") : null;
    for (let i = 0; i < gap.length; i++) gap[i]! += port ? own[i]! + port[i]! : -own[i]!;
    // A source gives whatever is drawn from it.
    if (utility === "gas")
      for (const e of c.district.elements)
        if (e.kind === "citySource")
          for (const id of [e.id, ...e.relations.map((r) => r.to)]) {
            const row = solver.numbering.node!.row(id);
            if (row >= 0) gap[row] = 0;
          }
  }
  let worst = 0;
  let at = "";
  for (let i = 0; i < gap.length; i++)
    if (Math.abs(gap[i]!) > worst) {
      worst = Math.abs(gap[i]!);
      at = solver.numbering[nodes]!.ids[i]!;
    }
  return at;
}
