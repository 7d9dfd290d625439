import { Draft } from "./inp-draft";
import { automation, controls, rules } from "./random-controls";

/**
 * Text of a random network over all elements and options of the format, as an EPANET input file; a mesh of 6 to 30
 * junctions with one to three zones behind valves. Same seed, same text.
 */
export function randomInp(seed: number): string {
  return new Network(seed).text();
}

/**
 * The same, always with a tank, and with controls of every kind on pumps, pipes and valves, and rules that mix clock
 * and level with ELSE and PRIORITY.
 */
export function controlledInp(seed: number): string {
  return new Network(seed, true).text();
}

class Network extends Draft {
  private zones = 0;

  text(): string {
    const isPumped = this.chance(0.7) || this.isControlled;
    this.mesh();
    if (isPumped) this.station();
    else this.gravity();
    if (this.chance(0.75) || this.isControlled) this.tank("T0", this.count - 1, isPumped);
    if (this.hasTank && this.chance(0.2)) this.tank("T1", Math.floor(this.count / 3), false);
    const zones = this.pick([0, 0, 1, 1, 2]);
    for (let z = 0; z < zones; z++) this.zone();
    this.outflows();
    controls(this, isPumped);
    rules(this, isPumped);
    if (this.isControlled) automation(this);
    this.options();
    if (this.hasTank && !this.isControlled && this.chance(0.35)) this.booster();
    return `${[...this.sections].map(([name, lines]) => `[${name}]\n${lines.join("\n")}`).join("\n\n")}\n[END]\n`;
  }

  private mesh(): void {
    const columns = Math.ceil(Math.sqrt(this.count));
    for (let i = 0; i < this.count; i++) {
      const demand = this.chance(0.03) ? `-${this.flow(1, 10)}` : this.flow(0, 40);
      this.put("JUNCTIONS", `J${i} ${this.feet(0, 60)} ${demand} ${this.pick(["", "", "DAY", "NIGHT"])}`);
      if (this.chance(0.1)) {
        this.put("DEMANDS", `J${i} ${this.flow(1, 20)} DAY`);
        this.put("DEMANDS", `J${i} ${this.flow(1, 10)} ${this.pick(["", "NIGHT"])}`);
      }
    }
    for (let i = 0; i < this.count; i++) {
      if (i % columns > 0)
        this.pipe(`J${i - 1}`, `J${i}`, this.pipes > 3 && !this.isControlled && this.chance(0.05) ? "CV" : "");
      if (i >= columns && (i % columns === 0 || this.chance(0.6))) this.pipe(`J${i - columns}`, `J${i}`);
    }
    if (!this.isControlled && this.chance(0.15)) this.put("STATUS", `P3 CLOSED`);
  }

  private gravity(): void {
    this.put("RESERVOIRS", `R0 ${this.feet(180, 250)} ${this.chance(0.3) ? "LEVEL" : ""}`);
    this.pipe("R0", "J0");
    if (!this.chance(0.2)) return;
    this.put("RESERVOIRS", `R1 ${this.feet(180, 220)}`);
    this.pipe("R1", `J${this.count - 2}`);
  }

  /** A low reservoir with one or two pumps of any form of curve. */
  private station(): void {
    this.put("RESERVOIRS", `R0 ${this.feet(0, 20)}`);
    const form = this.pick(["one", "three", "many", "power"]);
    const q = 60 * this.count * this.gpm;
    const h = 220 * this.foot;
    const speed = this.pick(["", "", `SPEED ${this.between(0.9, 1.1)}`, "PATTERN SPIN"]);
    const curve = form === "power" ? `POWER ${this.isUs ? this.between(30, 80) : this.between(20, 60)}` : "HEAD C0";
    this.put("PUMPS", `PU0 R0 J0 ${curve} ${form === "power" ? "" : speed}`);
    if (form !== "power" && this.chance(0.3)) this.put("PUMPS", `PU1 R0 J1 HEAD C0 ${this.pick(["", "SPEED 0.95"])}`);
    const shapes = {
      one: [[0.6, 1]],
      three: [
        [0, 1.3],
        [0.6, 1],
        [1.2, 0.4],
      ],
      many: [
        [0, 1.3],
        [0.3, 1.2],
        [0.6, 1],
        [0.9, 0.75],
        [1.3, 0.3],
      ],
      power: [],
    } as Record<string, [number, number][]>;
    this.curve(
      "C0",
      shapes[form]!.map(([x, y]) => [q * x, h * y]),
    );
    if (this.chance(0.5)) {
      this.put("ENERGY", "Pump PU0 Efficiency CE");
      this.curve("CE", [
        [0, 30],
        [q * 0.4, 65],
        [q * 0.8, 78],
        [q * 1.2, 60],
      ]);
    }
    this.put("ENERGY", `Global Efficiency ${this.between(60, 80, 1)}`);
    this.put("ENERGY", `Global Price ${this.between(0.05, 0.3)}`);
    if (this.chance(0.5)) this.put("ENERGY", "Global Pattern TARIFF");
    if (this.chance(0.3)) this.put("ENERGY", `Pump PU0 Price ${this.between(0.05, 0.3)}`);
    if (this.chance(0.3)) this.put("ENERGY", "Pump PU0 Pattern TARIFF");
    if (this.chance(0.5)) this.put("ENERGY", `Demand Charge ${this.between(1, 8)}`);
  }

  private tank(id: string, junction: number, isPumped: boolean): void {
    this.hasTank = true;
    const shape = this.chance(0.25) ? "CT" : "";
    const more = shape === "" && !this.chance(0.2) ? "" : `${shape || "*"} ${this.chance(0.3) ? "YES" : "NO"}`;
    const diameter = this.feet(40, 80);
    const least = this.chance(0.2) ? this.feet(200, 900) : "0";
    this.put(
      "TANKS",
      `${id} ${this.feet(150, 190)} ${this.feet(8, 12)} 0 ${this.feet(20, 30)} ${diameter} ${least} ${more}`,
    );
    if (shape && !this.sections.get("CURVES")?.some((line) => line.startsWith("CT "))) {
      const area = 1500 * this.foot ** 2;
      const levels = [0, 8, 16, 35].map((x) => x * this.foot);
      this.curve(
        "CT",
        levels.map((y, i) => [y, area * y * (1 + 0.1 * i)]),
      );
    }
    this.pipe(`J${junction}`, id);
    if (isPumped && this.chance(0.7)) {
      this.put("CONTROLS", `LINK PU0 CLOSED IF NODE ${id} ABOVE ${(18 * this.foot).toFixed(3)}`);
      this.put("CONTROLS", `LINK PU0 OPEN IF NODE ${id} BELOW ${(6 * this.foot).toFixed(3)}`);
    }
  }

  /** Pumps from the tank to a higher one, by its level; what is too much comes back through a valve. */
  private booster(): void {
    this.put("JUNCTIONS", `BA ${this.feet(100, 160)} ${this.flow(5, 40)} DAY`);
    this.put("JUNCTIONS", `BB ${this.feet(100, 160)} ${this.flow(0, 20)}`);
    this.put("TANKS", `TB ${this.feet(230, 260)} ${this.feet(4, 9)} 0 ${this.feet(12, 20)} ${this.feet(15, 50)} 0`);
    this.pipe("BA", "TB");
    this.pipe("BA", "BB", this.chance(0.3) ? "CV" : "");
    const q = 80 * this.gpm;
    const h = this.foot * 110;
    this.curve("CB", [
      [0, h * 1.3],
      [q, h],
      [q * 2, h * 0.4],
    ]);
    for (const id of this.chance(0.4) ? ["PB0", "PB1"] : ["PB0"])
      this.put("PUMPS", `${id} T0 BA HEAD CB ${this.pick(["", "", "SPEED 0.95"])}`);
    if (this.chance(0.6)) {
      this.put("CONTROLS", `LINK PB0 CLOSED IF NODE TB ABOVE ${this.feet(10, 11)}`);
      this.put("CONTROLS", `LINK PB0 OPEN IF NODE TB BELOW ${this.feet(2, 4)}`);
    }
    if (this.chance(0.3)) this.put("CONTROLS", `LINK PB0 CLOSED IF NODE T0 BELOW ${this.feet(1, 3)}`);
    if (this.chance(0.4)) {
      const kind = this.pick(["PRV", "PSV", "FCV", "TCV"]);
      const setting = { PRV: this.between(20, 60), PSV: this.between(10, 40), FCV: this.flow(5, 30), TCV: "20" }[kind]!;
      const value = kind === "PRV" || kind === "PSV" ? (Number(setting) * this.psi).toFixed(3) : setting;
      this.put("VALVES", `VB BB J2 ${Math.round(8 * this.inch)} ${kind} ${value} 0`);
    }
  }

  /** Two junctions behind a valve. */
  private zone(): void {
    const z = this.zones++;
    const [a, b] = [`Z${z}a`, `Z${z}b`];
    this.put("JUNCTIONS", `${a} ${this.feet(0, 20)} ${this.flow(5, 30)}`);
    this.put("JUNCTIONS", `${b} ${this.feet(0, 20)} ${this.flow(5, 30)} DAY`);
    this.pipe(a, b);
    const kind = this.pick(["PRV", "PRV", "TCV", "FCV", "PSV", "PBV", "GPV", "PCV"]);
    const setting: Record<string, string> = {
      PRV: this.between(30 * this.psi, 60 * this.psi),
      TCV: this.between(1, 50),
      FCV: this.flow(5, 30),
      PSV: this.between(10 * this.psi, 40 * this.psi),
      PBV: this.between(2 * this.psi, 10 * this.psi),
      GPV: "CG",
      PCV: this.between(20, 95),
    };
    const minor = this.chance(0.5) ? this.between(0.5, 3) : "0";
    const from = `J${z === 0 ? Math.floor(this.count / 2) : 1}`;
    this.put(
      "VALVES",
      `V${z} ${from} ${a} ${Math.round(8 * this.inch)} ${kind} ${setting[kind]} ${minor} ${kind === "PCV" && this.chance(0.5) ? "CP" : ""}`,
    );
    if (!this.sections.get("CURVES")?.some((line) => line.startsWith("CG "))) {
      const [q, h] = [this.gpm, this.foot];
      this.curve("CG", [
        [0, 0],
        [50 * q, 2 * h],
        [150 * q, 9 * h],
        [500 * q, 60 * h],
      ]);
      this.curve("CP", [
        [20, 5],
        [50, 22],
        [80, 60],
        [100, 100],
      ]);
    }
    if (kind === "FCV" || kind === "PSV" || this.isControlled) this.pipe("J0", b); // another way in, or the zone would starve
    if (this.chance(0.1)) this.put("STATUS", `V${z} ${this.pick(["OPEN", "CLOSED"])}`);
  }

  private outflows(): void {
    for (let i = 0; i < 3; i++)
      if (this.chance(0.2)) this.put("EMITTERS", `J${Math.floor(this.random() * this.count)} ${this.flow(0.2, 2)}`);
    if (this.chance(0.25))
      for (let i = 0; i < 5; i++) this.put("LEAKAGE", `P${i} ${this.between(0.5, 3)} ${this.between(0, 0.05)}`);
  }

  private options(): void {
    const pattern = (id: string, n: number, a: number, b: number): void =>
      this.put("PATTERNS", `${id} ${Array.from({ length: n }, () => this.between(a, b)).join(" ")}`);
    pattern("DAY", 12, 0.4, 1.6);
    pattern("NIGHT", this.pick([5, 8]), 0.2, 1.8);
    pattern("LEVEL", 6, 0.95, 1.05);
    pattern("SPIN", 8, 0.9, 1.1);
    pattern("TARIFF", 24, 0.5, 2);
    const times = (line: string): void => this.put("TIMES", line);
    times(`Duration ${this.pick(["24:00", "24:00", "36:00", "0"])}`);
    times(`Hydraulic Timestep ${this.pick(["1:00", "1:00", "0:45", "2:00"])}`);
    times(`Pattern Timestep ${this.pick(["1:00", "2:00", "0:50"])}`);
    if (this.chance(0.2)) times("Pattern Start 3:00");
    if (this.chance(0.2)) times("Report Timestep 1:30");
    if (this.chance(0.3)) times("Rule Timestep 0:05");
    times(`Start ClockTime ${this.pick([6, 11])} ${this.pick(["AM", "PM"])}`);
    const option = (line: string): void => this.put("OPTIONS", line);
    option(`Units ${this.units}`);
    option(`Headloss ${this.headLoss}`);
    option("Accuracy 0.00001");
    // Event times are compared to the second: both engines are to solve closely.
    if (this.isControlled) {
      option(`HeadError ${(1e-6 * this.foot).toFixed(9)}`);
      option(`FlowChange ${(1e-5 * this.gpm).toFixed(10)}`);
    }
    option("Trials 200");
    option("Unbalanced Continue 10");
    if (this.chance(0.2)) option(`Demand Multiplier ${this.between(0.7, 1.3)}`);
    if (this.chance(0.2)) option("Pattern NIGHT");
    if (this.chance(0.2)) option(`Specific Gravity ${this.between(0.9, 1.1)}`);
    if (this.chance(0.2)) option(`Viscosity ${this.between(0.8, 1.5)}`);
    if (this.chance(0.2)) option(`Emitter Exponent ${this.between(0.45, 0.9)}`);
    if (this.chance(0.15)) option("Backflow Allowed NO");
    if (this.chance(0.15)) option(`CheckFreq ${this.pick([1, 3])}`);
    if (this.chance(0.15)) option("MaxCheck 6");
    if (this.chance(0.1)) option("DampLimit 0.01");
    if (!this.isControlled && this.chance(0.1)) option(`HeadError ${(0.001 * this.foot).toFixed(6)}`);
    if (!this.isControlled && this.chance(0.1)) option(`FlowChange ${(0.01 * this.gpm).toFixed(7)}`);
    option(`Demand Model ${this.pick(["DDA", "DDA", "PDA"])}`);
    option(`Minimum Pressure ${this.pick([0, 0, 5 * this.psi]).toFixed(3)}`);
    option(`Required Pressure ${(30 * this.psi).toFixed(3)}`);
    option(`Pressure Exponent ${this.pick(["0.5", "0.5", "0.7"])}`);
  }
}
