import { gridPairs, type Pair, streetPairs, uniform } from "./graphs";

/** Junctions that one well serves, and one tank. */
const PER_WELL = 400;
const PER_TANK = 800;
const HOURS = 24;

/**
 * A town of about `pipes` pipes as an EPANET file (gpm, feet, Hazen-Williams), 24 hours in steps of one: streets with
 * every fourth one a main, wells with pumps switched by the levels of tanks, two daily patterns, reducing valves into
 * low quarters. Same arguments, same text.
 *  isGrid: every street is closed to a mesh, the worst case for a sparse factor.
 */
export function townInp(pipes: number, seed: number, isGrid = false): string {
  const random = uniform(seed);
  const between = (a: number, b: number): string => (a + (b - a) * random()).toFixed(2);
  const n = Math.max(9, Math.round(pipes / (isGrid ? 2 : 1.22)));
  const width = Math.ceil(Math.sqrt(n));
  const pairs: Pair[] = isGrid ? gridPairs(width, width) : streetPairs(n, seed);
  const count = isGrid ? width * width : n;
  // In the format's own order, which is also that of the rows in every engine.
  const sections = new Map<string, string[]>(
    ["JUNCTIONS", "RESERVOIRS", "TANKS", "PIPES", "PUMPS", "VALVES"].map((name) => [name, []]),
  );
  const put = (section: string, line: string): void => {
    const lines = sections.get(section);
    if (lines) lines.push(line);
    else sections.set(section, [line]);
  };
  const isMain = (i: number): boolean => Math.floor(i / width) % 4 === 0 || (i % width) % 4 === 0;
  for (let i = 0; i < count; i++)
    put("JUNCTIONS", `J${i} ${between(10, 60)} ${between(0.2, 2)} ${random() < 0.7 ? "HOME" : "WORK"}`);
  const wells = Math.max(1, Math.round(count / PER_WELL));
  const tanks = Math.max(1, Math.round(count / PER_TANK));
  for (let s = 0; s < wells; s++) put("RESERVOIRS", `W${s} ${between(0, 20)}`);
  for (let t = 0; t < tanks; t++) put("TANKS", `T${t} 200 ${between(10, 15)} 0 25 ${between(40, 60)} 0`);
  const atValve = new Set<number>();
  // one pair in a hundred is a reducing valve instead of a pipe, away from the mains
  pairs.forEach(([a, b], k) => {
    const isBig = isMain(a) && isMain(b);
    const isValve = !isBig && k % 100 === 57 && !atValve.has(a) && !atValve.has(b);
    // the format does not let two valves share a node
    if (isValve) atValve.add(a).add(b);
    if (isValve) put("VALVES", `V${k} J${b} J${a} 8 PRV ${between(60, 75)} 0`);
    else
      put(
        "PIPES",
        `P${k} J${a} J${b} ${between(150, 600)} ${isBig ? 12 : random() < 0.5 ? 6 : 8} ${between(90, 140)} ${random() < 0.1 ? between(0.5, 3) : 0}`,
      );
  });
  const wellAt = (s: number): number => Math.floor(((s + 0.5) * count) / wells);
  for (let t = 0; t < tanks; t++) {
    const at = Math.floor(((t + 0.25) * count) / tanks);
    put("PIPES", `PT${t} J${at} T${t} 500 12 120 0`);
  }
  for (let s = 0; s < wells; s++) {
    const tank = Math.min(tanks - 1, Math.floor((s * tanks) / wells));
    put("PUMPS", `PU${s} W${s} J${wellAt(s)} HEAD C`);
    put("CONTROLS", `LINK PU${s} CLOSED IF NODE T${tank} ABOVE ${between(19, 22)}`);
    put("CONTROLS", `LINK PU${s} OPEN IF NODE T${tank} BELOW ${between(6, 10)}`);
  }
  const each = (PER_WELL * 1.1 * 1.6).toFixed(1);
  put("CURVES", `C ${each} 230`);
  const daily = (peak: number): string =>
    Array.from({ length: HOURS }, (_, h) => (0.6 + 0.8 * Math.max(0, 1 - Math.abs(h - peak) / 6)).toFixed(3)).join(" ");
  put("PATTERNS", `HOME ${daily(7)}`);
  put("PATTERNS", `WORK ${daily(13)}`);
  put("TIMES", `Duration ${HOURS}:00`);
  put("TIMES", "Hydraulic Timestep 1:00");
  put("TIMES", "Pattern Timestep 1:00");
  put("OPTIONS", "Units GPM");
  put("OPTIONS", "Headloss H-W");
  put("OPTIONS", "Accuracy 0.0001");
  put("OPTIONS", "Trials 200");
  put("OPTIONS", "Unbalanced Continue 10");
  return `${[...sections].map(([name, lines]) => `[${name}]\n${lines.join("\n")}`).join("\n\n")}\n[END]\n`;
}
