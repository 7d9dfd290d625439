import { it } from "vitest";
import { SCENARIOS } from "@/scenarios";
import { generateDistrict } from "@/scenarios/districts/generator";
import { Random } from "@/sim-core/model/random";
import { advance, openRun, resultOf, tickCount } from "@/sim-core/session/run";
import { mishap } from "../support/mishaps";
import { solversModule } from "../support/module";

it("probe", () => {
  for (const s of (process.env.SEEDS ?? "11").split(",").map(Number)) {
    const random = new Random(s);
    const district = generateDistrict(random.pick([100, 200, 300, 600]), s);
    const changes = Array.from({ length: 10 }, () => mishap(random, district));
    const base = SCENARIOS[random.pick(["heatwave", "normal-day"])]!();
    const start_s = base.start_s + 3600 * random.below(20);
    const { run } = openRun(solversModule(), district, { ...base, start_s, duration_s: 7200, seed: s, changes }, s);
    for (let t = tickCount(run!); t > 0; t--) {
      advance(run!);
      const w = run!.coupling.solvers.water!;
      const gap = run!.coupling.table.f64("waterAccount", "gap_m3")[0]!;
      if (Math.abs(gap) > 1e-6 && s === 180) {
        const n = w.numbering.node!;
        const g = new Float64Array(n.count);
        const [f, t, q, st] = ["from", "to", "flow_k", "status"].map((x) => w.column("link", x));
        const si = w.column("run", "flowToSi_m3_s")[0]!;
        for (let k = 0; k < f!.length; k++) { g[f![k]!]! -= q![k]! * si; g[t![k]!]! += q![k]! * si; }
        for (let i = 0; i < n.count; i++) g[i]! -= w.column("node", "demand_m3_s")[i]!;
        console.log("tick", run!.tick - 1, gap, Array.from(g, (x, i) => [n.ids[i], x] as const).filter((x) => Math.abs(x[1]) > 1e-10).map((x) => x.join(" ")).join("; "));
        console.log(w.numbering.link!.ids.map((id, k) => [id, st![k], q![k]! * si]).filter((x) => (x[1] === 0 && Math.abs(x[2] as number) > 1e-11)).join("; "));
      }
    }
    const r = resultOf(run!);
    console.log(
      s,
      district.elements.length,
      changes
        .sort((a, b) => a.at_s - b.at_s)
        .map((c) => `${c.at_s} ${c.target} ${JSON.stringify(c.fields)}`)
        .join("\n"),
    );
    console.log(
      r.ledger.per_utility.filter((x) => x.worst_relative > 1e-6),
      r.failures.slice(0, 5),
    );
  }
});
