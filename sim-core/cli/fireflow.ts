import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { csvOf } from "../exchange/csv";
import type { District } from "../model/district";
import { hasErrors, issueText } from "../model/issue";
import type { WaterSchedule } from "../model/schedule";
import { spawnThread } from "../pool/node";
import {
  FIRE_FLOW_DEFAULTS,
  type FireFlowOptions,
  type FireFlowStudy,
  fireFlow,
  fireNet,
  firePlaces,
} from "../utilities/water/studies/fireFlow";
import { VerbError } from "./args";
import { waterNamed } from "./network";
import { loadSolvers, projectRoot } from "./place";
import { defineVerb } from "./verb";

const HEAD = ["place", "node", "static_m", "screened_m3_s", "at_node_m3_s", "available_m3_s", "critical", "is_capped"];
const SHOWN = 20;

/**
 * This thread is the first worker and begins at once; the others join in when they are up. All take the next places from
 * one stock, and the answer is the same for any number of them.
 */
export async function fireFlowOn(
  workers: number,
  district: District,
  options: FireFlowOptions,
  isExact: boolean,
  schedule: WaterSchedule | null,
): Promise<FireFlowStudy> {
  if (workers === 1) return fireFlow(loadSolvers(), district, options, isExact, schedule);
  const module = loadSolvers();
  const taken = new Int32Array(new SharedArrayBuffer(4));
  const threads = Array.from({ length: workers - 1 }, () =>
    spawnThread(join(projectRoot(), "build/workers/worker.node.mjs")),
  );
  try {
    const theirs = threads.map(({ api, onCrash }) => {
      const crash = new Promise<never>((_, fail) => onCrash((text) => fail(new VerbError(`a worker ended: ${text}`))));
      // not awaited: both calls wait at the worker's door while it starts and this thread works
      const loaded = api.load(module);
      const study = api.fireFlow({ district, options, isExact, schedule, taken });
      const answer = Promise.race([Promise.all([study, loaded]).then(([{ places }]) => places), crash]);
      answer.catch(() => undefined);
      return answer;
    });
    const mine = fireFlow(module, district, options, isExact, schedule, taken);
    const { net } = fireNet(district);
    const all = net && !hasErrors(mine.issues) ? firePlaces(district, net) : [];
    const byId = new Map(mine.places.map((p) => [p.id, p]));
    // Who came too late to take a place is not waited for.
    if (byId.size < all.length)
      await new Promise<void>((done, fail) => {
        for (const answer of theirs)
          answer.then((places) => {
            for (const p of places) byId.set(p.id, p);
            if (byId.size === all.length) done();
          }, fail);
      });
    return { ...mine, places: all.map(({ id }) => byId.get(id)!) };
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

export const fireflow = defineVerb({
  name: "fireflow",
  summary: "available fire flow at 20 psi, there and at every served node of the zone, for every hydrant",
  operands: [{ name: "network", meaning: "an EPANET .inp, a district's name or a district file" }],
  flags: {
    exact: { type: "switch", meaning: "by real solves; without it screened from one factor" },
    workers: { type: "integer", meaning: "worker threads; 1 when left out", min: 1, max: 64 },
    least: { type: "number", meaning: "least pressure head in m; 14.06 (20 psi) when left out", min: 0, max: 500 },
    most: { type: "number", meaning: "ask no further than this flow in m3/s; 1 when left out", min: 1e-6, max: 100 },
    hour: { type: "number", meaning: "instant of the patterns; 0 when left out", min: 0 },
    csv: { type: "path", meaning: "write a row for each place here" },
    json: { type: "path", meaning: "write the answer here" },
  },
  details: `
A network without hydrants is asked at every junction. Demands are met whatever the pressure. A file is
taken as its own run has it at that hour, a district at its start. A served node that is below the least pressure without any draw sets no limit, and is listed.
JSON: { network, is_exact, least_m, places: [{ id, node, static_m, screened_m3_s, atNode_m3_s, available_m3_s, critical,
isCapped, solves }], lowBefore, solve_ms }; what was not solved for is null.
  fireflow net.inp --exact --workers 2 --csv fire.csv`,
  async run({ operands: [typed], flags, terminal }) {
    const { district, schedule } = waterNamed(typed!, terminal.path);
    const options: FireFlowOptions = {
      least_m: flags.least ?? FIRE_FLOW_DEFAULTS.least_m,
      most_m3_s: flags.most ?? FIRE_FLOW_DEFAULTS.most_m3_s,
      time_s: (flags.hour ?? 0) * 3600,
    };
    const from_ms = performance.now();
    const study = await fireFlowOn(flags.workers ?? 1, district, options, flags.exact, schedule);
    const solve_ms = performance.now() - from_ms;
    for (const issue of study.issues) terminal.note(`${issue.severity}: ${issueText(issue)}`);
    if (hasErrors(study.issues)) return 1;
    const value = (p: FireFlowStudy["places"][number]): number => (flags.exact ? p.available_m3_s : p.screened_m3_s);
    const order = study.places.slice().sort((a, b) => value(a) - value(b));
    const width = Math.max(5, ...order.slice(0, SHOWN).map((p) => p.id.length));
    terminal.out(
      `${study.places.length} places, ${flags.exact ? "exact" : "screened"}, least ${options.least_m.toFixed(2)} m; the weakest first`,
    );
    for (const p of order.slice(0, SHOWN))
      terminal.out(
        `${p.id.padEnd(width)}  ${(value(p) * 1000).toFixed(1).padStart(8)} L/s  static ${p.static_m.toFixed(1)} m  set by ${p.critical}`,
      );
    if (order.length > SHOWN) terminal.out(`... ${order.length - SHOWN} more; --csv or --json has them all`);
    if (study.lowBefore.length > 0)
      terminal.note(
        `${study.lowBefore.length} served nodes are below ${options.least_m.toFixed(2)} m without any draw: ${study.lowBefore.slice(0, 5).join(", ")}${study.lowBefore.length > 5 ? " ..." : ""}`,
      );
    if (flags.csv !== undefined)
      writeFileSync(
        terminal.path(flags.csv),
        csvOf(
          HEAD,
          study.places.map((p) => [
            p.id,
            p.node,
            p.static_m,
            p.screened_m3_s,
            p.atNode_m3_s,
            p.available_m3_s,
            p.critical,
            p.isCapped ? 1 : 0,
          ]),
        ),
      );
    terminal.json(flags.json, {
      network: district.id,
      is_exact: flags.exact,
      least_m: options.least_m,
      places: study.places,
      lowBefore: study.lowBefore,
      solve_ms,
    });
    return 0;
  },
});
