import { type Pair, streetPairs, uniform } from "../../sim-core/cli/bench/graphs";

// Networks that strain a solver by their number of pumps, tanks, valves and rules or by what meets in them, as EPANET
// input files in gpm, feet and psi (Hazen-Williams, accuracy 1e-5). Same arguments, same text.

/** Text of a file under construction. */
class Sheet {
  private readonly random: () => number;
  // In the format's own order: that is the order of the rows in both engines.
  private readonly sections = new Map<string, string[]>(
    ["JUNCTIONS", "RESERVOIRS", "TANKS", "PIPES", "PUMPS", "VALVES"].map((name) => [name, []]),
  );
  private pipes = 0;

  constructor(seed: number) {
    this.random = uniform(seed * 6151 + 3);
  }

  chance(p: number): boolean {
    return this.random() < p;
  }
  whole(n: number): number {
    return Math.floor(this.random() * n);
  }
  pick<T>(list: readonly T[]): T {
    return list[this.whole(list.length)]!;
  }
  between(a: number, b: number): string {
    return (a + (b - a) * this.random()).toFixed(3);
  }
  put(section: string, line: string): void {
    const lines = this.sections.get(section);
    if (lines) lines.push(line);
    else this.sections.set(section, [line]);
  }

  junction(id: string, low_ft: number, high_ft: number, most_gpm: number): void {
    this.put(
      "JUNCTIONS",
      `${id} ${this.between(low_ft, high_ft)} ${this.between(0, most_gpm)} ${this.pick(["HOME", "HOME", "WORK", ""])}`,
    );
  }
  pipe(a: string, b: string, diameters: readonly number[], more = ""): string {
    const id = `P${this.pipes++}`;
    const minor = this.chance(0.15) ? this.between(0.5, 4) : "0";
    this.put(
      "PIPES",
      `${id} ${a} ${b} ${this.between(150, 900)} ${this.pick(diameters)} ${this.between(85, 140)} ${minor} ${more}`,
    );
    return id;
  }
  /** Streets of `count` junctions `name`0, `name`1 ..., every fourth street a main. Gives the junctions' names. */
  streets(name: string, count: number, seed: number, low_ft: number, high_ft: number, most_gpm: number): string[] {
    const ids = Array.from({ length: count }, (_, i) => `${name}${i}`);
    for (const id of ids) this.junction(id, low_ft, high_ft, most_gpm);
    const width = Math.ceil(Math.sqrt(count));
    const isMain = (i: number): boolean => Math.floor(i / width) % 4 === 0 || (i % width) % 4 === 0;
    for (const [a, b] of streetPairs(count, seed) as Pair[])
      this.pipe(
        ids[a]!,
        ids[b]!,
        isMain(a) && isMain(b) ? [12, 16] : [6, 8],
        !(isMain(a) && isMain(b)) && this.chance(0.01) ? "CV" : "",
      );
    return ids;
  }
  tank(
    id: string,
    at: string,
    bottom_ft: number,
    more = "",
    width_ft = 45,
    diameters: readonly number[] = [12, 16],
  ): void {
    const width = this.between(0.75 * width_ft, 1.3 * width_ft);
    this.put(
      "TANKS",
      `${id} ${bottom_ft.toFixed(2)} ${this.between(9, 14)} ${this.pick(["0", "2"])} 25 ${width} 0 ${more}`,
    );
    this.pipe(at, id, diameters);
  }
  /** `count` equal pumps side by side from a well, each switched by a tank at levels of its own. */
  station(id: string, at: string, count: number, each_gpm: number, head_ft: number, tank: string): void {
    this.put("RESERVOIRS", `${id} ${this.between(0, 15)}`);
    const q = each_gpm;
    const points = this.chance(0.5)
      ? [[q, head_ft]]
      : [
          [0, 1.3 * head_ft],
          [q, head_ft],
          [2 * q, 0.45 * head_ft],
        ];
    for (const [x, y] of points) this.put("CURVES", `C${id} ${x!.toFixed(3)} ${y!.toFixed(3)}`);
    for (let p = 0; p < count; p++) {
      const speed = this.chance(0.2) ? `SPEED ${this.between(0.95, 1.05)}` : "";
      this.put("PUMPS", `${id}p${p} ${id} ${at} HEAD C${id} ${speed}`);
      if (tank === "") continue;
      this.put("CONTROLS", `LINK ${id}p${p} CLOSED IF NODE ${tank} ABOVE ${this.between(18 + p, 20 + p)}`);
      this.put("CONTROLS", `LINK ${id}p${p} OPEN IF NODE ${tank} BELOW ${this.between(10 - 2 * p, 12 - 2 * p)}`);
    }
  }
  rule(id: string, lines: readonly string[]): void {
    for (const line of [`RULE ${id}`, ...lines, ""]) this.put("RULES", line);
  }

  text(hours: number, options: readonly string[] = []): string {
    const pattern = (id: string, low: number, high: number): void =>
      this.put("PATTERNS", `${id} ${Array.from({ length: 24 }, () => this.between(low, high)).join(" ")}`);
    pattern("HOME", 0.4, 1.6);
    pattern("WORK", 0.3, 1.9);
    pattern("TIDE", 0.9, 1.1);
    for (const line of [`Duration ${hours}:00`, "Hydraulic Timestep 1:00", "Pattern Timestep 1:00"])
      this.put("TIMES", line);
    this.put("TIMES", `Start ClockTime ${this.pick([0, 5, 9])} ${this.pick(["AM", "PM"]).replace("0 ", "12 ")}`);
    const common = ["Units GPM", "Headloss H-W", "Accuracy 0.00001", "Trials 200", "Unbalanced Continue 10"];
    for (const line of [...common, ...options]) this.put("OPTIONS", line);
    return `${[...this.sections].map(([name, lines]) => `[${name}]\n${lines.join("\n")}`).join("\n\n")}\n[END]\n`;
  }
}

/** A town of several thousand junctions with dozens of stations and tanks, boosted quarters, reducing valves and throttles. */
export function pumpedTown(junctions: number, seed: number, hours = 24): string {
  const sheet = new Sheet(seed);
  const town = sheet.streets("J", junctions, seed, 10, 60, 2);
  const stations = Math.max(2, Math.round(junctions / 250));
  const spread = (i: number, of: number, share: number): string => town[Math.floor(((i + share) * junctions) / of)]!;
  for (let t = 0; t < stations; t++) {
    sheet.tank(`T${t}`, spread(t, stations, 0.2), 195 + sheet.whole(12), sheet.chance(0.15) ? "* YES" : "");
    sheet.station(`W${t}`, spread(t, stations, 0.6), 1 + sheet.whole(3), 350, 235, `T${t}`);
  }
  for (let s = 0; s < stations; s += 4)
    sheet.put("CONTROLS", `LINK W${s}p0 CLOSED AT CLOCKTIME ${sheet.pick([1, 10])} PM`);
  for (let z = 0; z < Math.round(junctions / 120); z++) {
    const quarter = sheet.streets(`Q${z}_`, 4 + sheet.whole(6), seed + z, 0, 25, 3);
    const at = sheet.pick(town);
    const kind = sheet.pick(["PRV", "PRV", "PRV", "TCV", "booster"]);
    if (kind === "booster") {
      sheet.put("CURVES", `CQ${z} 60 45`);
      sheet.put("PUMPS", `B${z} ${at} ${quarter[0]} HEAD CQ${z}`);
      sheet.pipe(at, quarter[0]!, [6], "CV");
    } else
      sheet.put(
        "VALVES",
        `V${z} ${at} ${quarter[0]} 8 ${kind} ${kind === "PRV" ? sheet.between(40, 80) : sheet.between(5, 80)} 0`,
      );
  }
  return sheet.text(hours);
}

/**
 * `zones` pressure zones below each other, each of a few streets and fed by one to three reducing valves side by side from
 * a zone above; some have a tank of their own or a second valve from elsewhere, against which their valves close.
 */
export function reducingValves(zones: number, seed: number, hours = 24): string {
  const sheet = new Sheet(seed);
  const trunk = Math.max(4, Math.round(zones / 4));
  const top = Array.from({ length: trunk }, (_, i) => `M${i}`);
  for (const id of top) sheet.junction(id, 180, 200, 5);
  for (let i = 1; i < trunk; i++) sheet.pipe(top[i - 1]!, top[i]!, [24]);
  sheet.pipe(top[trunk - 1]!, top[0]!, [24]);
  sheet.put("RESERVOIRS", "R0 420 TIDE");
  sheet.pipe("R0", top[0]!, [36]);
  const built: { ids: string[]; grade: number; depth: number }[] = [];
  let valves = 0;
  for (let z = 0; z < zones; z++) {
    const above = built.length > 0 && sheet.chance(0.65) ? sheet.pick(built) : undefined;
    const parent = above && above.depth < 5 ? above : undefined;
    const grade = (parent?.grade ?? 380) - 35 - sheet.whole(25);
    const bottom = Math.max(0, grade - 150);
    const ids = sheet.streets(`Z${z}_`, 4 + sheet.whole(8), seed + z, bottom, bottom + 20, 4);
    const feeds = sheet.pick([1, 1, 2, 2, 3]);
    for (let f = 0; f < feeds; f++) {
      // the format does not let two valves share a node
      const [from, to] = [`A${valves}`, `B${valves}`];
      sheet.put("JUNCTIONS", `${from} ${bottom} 0`);
      sheet.put("JUNCTIONS", `${to} ${bottom} 0`);
      sheet.pipe(sheet.pick(parent?.ids ?? top), from, [8, 10]);
      sheet.pipe(to, sheet.pick(ids), [8, 10]);
      const setting = (grade - bottom) * 0.4333 + (f === 0 ? 0 : -4 - sheet.whole(9));
      sheet.put("VALVES", `V${valves++} ${from} ${to} 8 PRV ${setting.toFixed(2)} ${sheet.chance(0.3) ? 2 : 0}`);
    }
    // a tank whose level passes the setting: its zone's valves open and close in turn; wide and at the end of a thin pipe,
    // or hourly steps would overshoot and throw up the last digits
    if (sheet.chance(0.05)) sheet.tank(`T${z}`, sheet.pick(ids), grade - 14, "", 110, [6]);
    built.push({ ids, grade, depth: (parent?.depth ?? 0) + 1 });
  }
  // ways around the valves, through which a lower zone can be fed from a higher one
  for (let k = 0; k < zones / 50; k++) {
    const zone = sheet.pick(built);
    sheet.pipe(sheet.pick(top), sheet.pick(zone.ids), [4], "CV");
  }
  return sheet.text(hours);
}

/** Stations and tanks ruled by clock and level together, with AND, OR, ELSE and priorities; simple controls beside them. */
export function clockAndLevel(seed: number, hours = 48): string {
  const sheet = new Sheet(seed);
  const town = sheet.streets("J", 60 + sheet.whole(140), seed, 10, 60, 8);
  const stations = 2 + sheet.whole(3);
  for (let s = 0; s < stations; s++) {
    sheet.tank(`T${s}`, sheet.pick(town), 195 + sheet.whole(12));
    sheet.station(`W${s}`, sheet.pick(town), 2, 500, 235, sheet.chance(0.4) ? `T${s}` : "");
  }
  const premises = (tank: string): string[] => [
    `SYSTEM CLOCKTIME ${sheet.pick([">=", ">", "<", "<="])} ${1 + sheet.whole(11)}:${sheet.pick(["00", "20", "45"])} ${sheet.pick(["AM", "PM"])}`,
    `SYSTEM CLOCKTIME = ${1 + sheet.whole(11)}:${sheet.pick(["00", "20"])} ${sheet.pick(["AM", "PM"])}`,
    `SYSTEM TIME ${sheet.pick([">=", "="])} ${1 + sheet.whole(30)}`,
    `TANK ${tank} LEVEL ABOVE ${sheet.between(12, 20)}`,
    `TANK ${tank} LEVEL BELOW ${sheet.between(5, 13)}`,
    `TANK ${tank} LEVEL >= ${sheet.between(8, 18)}`,
    `TANK ${tank} FILLTIME < ${sheet.between(1, 6)}`,
    `TANK ${tank} DRAINTIME < ${sheet.between(1, 6)}`,
    `JUNCTION ${town[0]} PRESSURE < ${sheet.between(50, 75)}`,
    `PUMP W0p0 STATUS IS ${sheet.pick(["OPEN", "CLOSED"])}`,
  ];
  for (let r = 0; r < 4 + sheet.whole(8); r++) {
    const s = sheet.whole(stations);
    const pump = `PUMP W${s}p${sheet.whole(2)}`;
    const lines = [`IF ${sheet.pick(premises(`T${s}`))}`];
    for (let k = sheet.whole(4); k > 0; k--)
      lines.push(`${sheet.pick(["AND", "AND", "OR"])} ${sheet.pick(premises(`T${s}`))}`);
    const action = sheet.pick(["STATUS IS OPEN", "STATUS IS CLOSED", `SETTING IS ${sheet.between(0.9, 1.1)}`]);
    lines.push(`THEN ${pump} ${action}`);
    if (sheet.chance(0.3)) lines.push(`AND PIPE P${3 + sheet.whole(5)} STATUS IS ${sheet.pick(["OPEN", "CLOSED"])}`);
    if (sheet.chance(0.5)) lines.push(`ELSE ${pump} STATUS IS ${action.includes("OPEN") ? "CLOSED" : "OPEN"}`);
    if (sheet.chance(0.6)) lines.push(`PRIORITY ${1 + sheet.whole(5)}`);
    sheet.rule(`R${r}`, lines);
  }
  if (sheet.chance(0.5)) sheet.put("TIMES", `Rule Timestep 0:${sheet.pick(["03", "10", "15"])}`);
  return sheet.text(hours);
}

/** Too little pressure: demands, emitters and leaks that all depend on it, side by side and at the same junctions. */
export function shortSupply(junctions: number, seed: number, hours = 24): string {
  const sheet = new Sheet(seed);
  const town = sheet.streets("J", junctions, seed, 20, 90, 9);
  const tanks = Math.max(1, Math.round(junctions / 150));
  for (let t = 0; t < tanks; t++) {
    sheet.tank(`T${t}`, sheet.pick(town), 105 + sheet.whole(20), sheet.chance(0.3) ? "* YES" : "");
    sheet.station(`W${t}`, sheet.pick(town), 1 + sheet.whole(2), 450, 130, `T${t}`);
  }
  for (const id of town) if (sheet.chance(0.12)) sheet.put("EMITTERS", `${id} ${sheet.between(0.1, 1.5)}`);
  for (let p = 0; p < junctions; p++)
    if (sheet.chance(0.4)) sheet.put("LEAKAGE", `P${p} ${sheet.between(0.2, 2)} ${sheet.between(0, 0.04)}`);
  if (sheet.chance(0.5)) {
    const low = sheet.streets("L", 12, seed + 1, 0, 15, 6);
    sheet.put("VALVES", `V0 ${sheet.pick(town)} ${low[0]} 8 PRV ${sheet.between(20, 45)} 0`);
    for (const id of low.slice(6)) sheet.put("EMITTERS", `${id} ${sheet.between(0.1, 1)}`);
  }
  return sheet.text(hours, [
    "Demand Model PDA",
    `Minimum Pressure ${sheet.pick([0, 0, 3])}`,
    `Required Pressure ${sheet.pick([20, 30, 45])}`,
    `Pressure Exponent ${sheet.pick(["0.5", "0.5", "0.65"])}`,
    `Emitter Exponent ${sheet.pick(["0.5", "0.5", "0.8"])}`,
    ...(sheet.chance(0.3) ? ["Backflow Allowed NO"] : []),
  ]);
}
