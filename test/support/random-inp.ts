import { uniform } from "../../sim-core/cli/bench/graphs";

/** Texts of random networks over many elements and options, as EPANET input files. Same seed, same text. */
export function randomInp(seed: number): string {
  const random = uniform(seed * 7919 + 1);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const between = (a: number, b: number, digits = 3): number => Number((a + (b - a) * random()).toFixed(digits));
  const isUs = random() < 0.5;
  const units = isUs ? pick(["GPM", "CFS", "MGD"]) : pick(["LPS", "CMH", "LPM"]);
  const flow = { GPM: 1, CFS: 1 / 449, MGD: 1 / 694, LPS: 0.0631, CMH: 0.227, LPM: 3.785 }[units]!;
  const length = isUs ? 1 : 0.3048;
  const diameter = isUs ? 1 : 25.4;
  const headLoss = pick(["H-W", "H-W", "D-W", "C-M"]);
  const roughness = (): number =>
    headLoss === "H-W"
      ? between(80, 140, 0)
      : headLoss === "C-M"
        ? between(0.009, 0.014, 4)
        : isUs
          ? between(0.5, 5)
          : between(0.05, 1);
  const count = 6 + Math.floor(random() * 24);
  const columns = Math.ceil(Math.sqrt(count));
  // EPANET wants nodes before the links that name them: the order of the file is this order.
  const lines: Record<string, string[]> = {
    JUNCTIONS: [],
    RESERVOIRS: [],
    TANKS: [],
    PIPES: [],
    PUMPS: [],
    VALVES: [],
  };
  const put = (section: string, line: string): void => {
    const list = lines[section] ?? [];
    lines[section] = list;
    list.push(line);
  };
  const step = pick([1, 2]);
  for (let i = 0; i < count; i++) {
    put("JUNCTIONS", `J${i} ${between(0, 60 * length)} ${between(0, 40 * flow, 5)} ${random() < 0.3 ? "DAY" : ""}`);
    if (random() < 0.1) {
      put("DEMANDS", `J${i} ${between(1 * flow, 20 * flow, 5)} DAY`);
      put("DEMANDS", `J${i} ${between(1 * flow, 10 * flow, 5)}`);
    }
  }
  let pipes = 0;
  const pipe = (a: string, b: string, more = ""): void => {
    const minor = random() < 0.2 ? between(0.5, 5) : 0;
    put(
      "PIPES",
      `P${pipes++} ${a} ${b} ${between(200 * length, 2000 * length)} ${Math.round(pick([6, 8, 10, 12]) * diameter)} ${roughness()} ${minor} ${more}`,
    );
  };
  for (let i = 0; i < count; i++) {
    if (i % columns > 0) pipe(`J${i - 1}`, `J${i}`, pipes > 0 && random() < 0.05 ? "CV" : "");
    if (i >= columns && (i % columns === 0 || random() < 0.6)) pipe(`J${i - columns}`, `J${i}`);
  }
  // Source: a reservoir high up, or a low one with a pump.
  const isPumped = random() < 0.7;
  put("RESERVOIRS", isPumped ? `R0 ${between(0, 20 * length)}` : `R0 ${between(180 * length, 250 * length)}`);
  if (isPumped) {
    const form = pick(["one", "three", "many", "power"]);
    const q = 60 * count * flow;
    if (form === "power") put("PUMPS", `PU0 R0 J0 POWER ${isUs ? between(30, 80) : between(20, 60)}`);
    else put("PUMPS", `PU0 R0 J0 HEAD C0 ${random() < 0.3 ? `SPEED ${between(0.9, 1.1)}` : ""}`);
    const h = 220 * length;
    if (form === "one") put("CURVES", `C0 ${(q * 0.6).toFixed(4)} ${h}`);
    if (form === "three")
      [
        [0, 1.3],
        [0.6, 1],
        [1.2, 0.4],
      ].map(([x, y]) => put("CURVES", `C0 ${(q * x!).toFixed(4)} ${(h * y!).toFixed(3)}`));
    if (form === "many")
      [
        [0, 1.3],
        [0.3, 1.2],
        [0.6, 1],
        [0.9, 0.75],
        [1.3, 0.3],
      ].map(([x, y]) => put("CURVES", `C0 ${(q * x!).toFixed(4)} ${(h * y!).toFixed(3)}`));
  } else pipe("R0", "J0");
  const hasTank = random() < 0.7;
  if (hasTank) {
    const bottom = between(150 * length, 190 * length);
    put(
      "TANKS",
      `T0 ${bottom} ${between(8 * length, 12 * length)} 0 ${between(20 * length, 30 * length)} ${between(40 * length, 80 * length)} 0`,
    );
    pipe(`J${count - 1}`, "T0");
    if (isPumped && random() < 0.7) {
      put("CONTROLS", `LINK PU0 CLOSED IF NODE T0 ABOVE ${(18 * length).toFixed(3)}`);
      put("CONTROLS", `LINK PU0 OPEN IF NODE T0 BELOW ${(6 * length).toFixed(3)}`);
    }
  }
  if (random() < 0.3) put("CONTROLS", `LINK P0 CLOSED AT TIME ${pick([3, 5])}`);
  if (random() < 0.3) put("CONTROLS", `LINK P0 OPEN AT CLOCKTIME ${pick([8, 11])} ${pick(["AM", "PM"])}`);
  const psi = isUs ? 1 : 0.703;
  const valve = pick(["none", "none", "PRV", "TCV", "FCV", "PSV", "PBV", "GPV"]);
  if (valve !== "none") {
    // A branch of its own behind the valve: a zone of two junctions.
    put("JUNCTIONS", `Z0 ${between(0, 20 * length)} ${between(5 * flow, 30 * flow, 5)}`);
    put("JUNCTIONS", `Z1 ${between(0, 20 * length)} ${between(5 * flow, 30 * flow, 5)} DAY`);
    pipe("Z0", "Z1");
    const size = Math.round(8 * diameter);
    const setting = {
      PRV: between(30, 60) * psi,
      TCV: between(1, 50),
      FCV: between(5, 30) * flow,
      PSV: between(10, 40) * psi,
      PBV: between(2, 10) * psi,
    }[valve];
    put(
      "VALVES",
      `V0 J${Math.floor(count / 2)} Z0 ${size} ${valve} ${valve === "GPV" ? "CG" : setting!.toFixed(5)} ${random() < 0.5 ? between(0.5, 3) : 0}`,
    );
    if (valve === "GPV")
      [
        [0, 0],
        [50, 2],
        [150, 9],
        [500, 60],
      ].map(([x, y]) => put("CURVES", `CG ${(x! * flow).toFixed(5)} ${(y! * length).toFixed(4)}`));
    if (valve === "FCV" || valve === "PSV") pipe("J0", "Z1"); // another way in, or the zone would starve
  }
  const model = pick(["DDA", "DDA", "PDA"]);
  if (random() < 0.3) put("EMITTERS", `J${Math.floor(random() * count)} ${between(0.2 * flow, 2 * flow, 5)}`);
  if (random() < 0.2) for (let i = 0; i < 5; i++) put("LEAKAGE", `P${i} ${between(0.5, 3)} ${between(0, 0.05)}`);
  const factors = Array.from({ length: 12 }, () => between(0.4, 1.6)).join(" ");
  put("PATTERNS", `DAY ${factors}`);
  put("TIMES", "Duration 24");
  put("TIMES", "Hydraulic Timestep 1:00");
  put("TIMES", `Pattern Timestep ${step}:00`);
  put("TIMES", "Start ClockTime 6 AM");
  put("OPTIONS", `Units ${units}`);
  put("OPTIONS", `Headloss ${headLoss}`);
  put("OPTIONS", "Accuracy 0.00001");
  put("OPTIONS", "Trials 200");
  put("OPTIONS", "Unbalanced Continue 10");
  put("OPTIONS", `Demand Model ${model}`);
  put("OPTIONS", "Minimum Pressure 0");
  put("OPTIONS", `Required Pressure ${(30 * psi).toFixed(3)}`);
  put("OPTIONS", "Pressure Exponent 0.5");
  return `${Object.entries(lines)
    .map(([section, list]) => `[${section}]\n${list.join("\n")}`)
    .join("\n\n")}\n[END]\n`;
}
