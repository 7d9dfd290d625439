import type { Draft } from "./inp-draft";

/** Up to four controls, on pipes and the pump. */
export function controls(draft: Draft, isPumped: boolean): void {
  if (draft.chance(0.3)) draft.put("CONTROLS", `LINK P0 CLOSED AT TIME ${draft.pick(["3", "5", "4:20"])}`);
  if (draft.chance(0.3))
    draft.put("CONTROLS", `LINK P0 OPEN AT CLOCKTIME ${draft.pick([8, 11])} ${draft.pick(["AM", "PM"])}`);
  if (draft.chance(0.2))
    draft.put("CONTROLS", `LINK P1 CLOSED IF NODE J${draft.count - 1} BELOW ${(15 * draft.psi).toFixed(3)}`);
  if (isPumped && draft.chance(0.2))
    draft.put("CONTROLS", `LINK PU0 ${draft.between(0.9, 1.1)} AT TIME ${draft.pick([2, 9])}`);
}

/** One to three rules, each of a link and up to three premises, in a third of the files. */
export function rules(draft: Draft, isPumped: boolean): void {
  if (!draft.chance(0.35)) return;
  const link = isPumped ? "PUMP PU0" : "PIPE P2";
  const other = "PIPE P1";
  const level = (x: number): string =>
    draft.hasTank
      ? `TANK T0 LEVEL ${draft.pick(["ABOVE", "BELOW"])} ${(x * draft.foot).toFixed(3)}`
      : "SYSTEM CLOCKTIME >= 3 PM";
  const premises = [
    () => `SYSTEM CLOCKTIME >= ${draft.pick([7, 10])} AM`,
    () => `SYSTEM CLOCKTIME < ${draft.pick([2, 6])} PM`,
    () => `SYSTEM TIME > ${draft.pick([4, 13])}`,
    () => level(12),
    () => level(9),
    () => `JUNCTION J2 PRESSURE ${draft.pick(["<", ">="])} ${(40 * draft.psi).toFixed(2)}`,
    () => `LINK P3 FLOW > ${(30 * draft.gpm).toFixed(5)}`,
    () => `${link} STATUS IS ${draft.pick(["OPEN", "CLOSED"])}`,
    () => `SYSTEM DEMAND > ${(20 * draft.count * draft.gpm).toFixed(4)}`,
  ];
  for (let r = 0; r < draft.pick([1, 2, 3]); r++) {
    const target = draft.pick([link, other, other]);
    const status = draft.pick(["OPEN", "CLOSED"]);
    const lines = [`RULE R${r}`, `IF ${draft.pick(premises)()}`];
    for (let k = 0; k < draft.pick([0, 1, 2]); k++)
      lines.push(`${draft.pick(["AND", "AND", "OR"])} ${draft.pick(premises)()}`);
    lines.push(`THEN ${target} STATUS IS ${status}`);
    if (draft.chance(0.5)) lines.push(`ELSE ${target} STATUS IS ${status === "OPEN" ? "CLOSED" : "OPEN"}`);
    if (draft.chance(0.5)) lines.push(`PRIORITY ${draft.pick([1, 3, 5])}`);
    for (const line of lines) draft.put("RULES", line);
    draft.put("RULES", "");
  }
}

/** Controls of every kind on pumps, pipes and valves, and rules that mix clock and level with ELSE and PRIORITY. */
export function automation(draft: Draft): void {
  // Another way for each of them, or the networks would mostly come apart: there EPANET draws through closed pipes.
  for (const pipe of ["P0", "P1", "P2", "P4", "P5"]) {
    const [, a, b] = draft.sections
      .get("PIPES")!
      .find((line) => line.startsWith(`${pipe} `))!
      .split(" ");
    draft.pipe(a!, b!);
  }
  const node = `J${Math.floor(draft.random() * draft.count)}`;
  const clock = (from: number, to: number): string =>
    `${from + Math.floor(draft.random() * (to - from))}:${draft.pick(["00", "07", "30"])}`;
  const level = (a: number, b: number): string => draft.feet(a, b);
  const control = (line: string): void => draft.put("CONTROLS", line);
  if (draft.chance(0.5)) {
    const [low, high] = [level(20, 35), level(38, 60)].map((feet) =>
      ((Number(feet) / draft.foot) * draft.psi).toFixed(3),
    );
    control(`LINK P2 CLOSED IF NODE ${node} ABOVE ${high}`);
    control(`LINK P2 OPEN IF NODE ${node} BELOW ${low}`);
  }
  if (draft.chance(0.5)) {
    control(`LINK P4 CLOSED IF NODE T0 ABOVE ${level(13, 16)}`);
    control(`LINK P4 OPEN IF NODE T0 BELOW ${level(8, 12)}`);
  }
  if (draft.chance(0.4)) control(`LINK P5 CLOSED AT TIME ${clock(1, 9)}`);
  if (draft.chance(0.4)) control(`LINK P5 OPEN AT CLOCKTIME ${clock(1, 12)} ${draft.pick(["AM", "PM"])}`);
  if (draft.chance(0.3)) control(`LINK PU0 ${draft.between(0.92, 1.05)} IF NODE T0 BELOW ${level(7, 11)}`);
  const valve = draft.sections
    .get("VALVES")!
    .find((line) => !line.includes("GPV"))
    ?.split(" ");
  if (valve && draft.chance(0.6)) {
    control(`LINK ${valve[0]} ${(0.8 * Number(valve[5])).toFixed(5)} AT TIME ${clock(2, 8)}`);
    control(`LINK ${valve[0]} ${draft.pick(["OPEN", "CLOSED", valve[5]!])} AT CLOCKTIME ${clock(1, 12)} PM`);
  }
  const rule = (name: string, lines: readonly string[], priority: number): void => {
    for (const line of [`RULE ${name}`, ...lines, ...(priority > 0 ? [`PRIORITY ${priority}`] : []), ""])
      draft.put("RULES", line);
  };
  const clockIs = (): string =>
    `SYSTEM CLOCKTIME ${draft.pick([">=", ">", "<", "<="])} ${clock(1, 12)} ${draft.pick(["AM", "PM"])}`;
  const tank = (): string => `TANK T0 LEVEL ${draft.pick(["<", ">", ">=", "BELOW"])} ${level(7, 14)}`;
  const pump = draft.pick(["PUMP PU0 STATUS", "PUMP PU0 STATUS", `PIPE P2 STATUS`, `PIPE P5 STATUS`]);
  if (draft.chance(0.7))
    rule(
      "night",
      [`IF ${clockIs()}`, `AND ${tank()}`, `THEN ${pump} IS OPEN`, `ELSE ${pump} IS CLOSED`],
      draft.pick([0, 1, 4]),
    );
  if (draft.chance(0.6))
    rule(
      "low",
      [`IF TANK T0 LEVEL BELOW ${level(5, 8)}`, `OR ${clockIs()}`, `THEN ${pump} IS OPEN`],
      draft.pick([0, 2, 5]),
    );
  if (valve && draft.chance(0.4))
    rule(
      "valve",
      [
        `IF SYSTEM DEMAND > ${(22 * draft.count * draft.gpm).toFixed(4)}`,
        `AND ${clockIs()}`,
        `THEN VALVE ${valve[0]} SETTING IS ${(0.9 * Number(valve[5])).toFixed(5)}`,
        `ELSE VALVE ${valve[0]} SETTING IS ${valve[5]}`,
      ],
      draft.pick([0, 3]),
    );
  if (draft.chance(0.3)) rule("once", [`IF SYSTEM TIME = ${clock(3, 9)}`, `THEN PIPE P5 STATUS IS CLOSED`], 0);
  if (draft.chance(0.3))
    rule(
      "drain",
      [
        `IF TANK T0 ${draft.pick(["DRAINTIME", "FILLTIME"])} BELOW ${draft.between(2, 8)}`,
        `THEN PIPE P4 STATUS IS OPEN`,
      ],
      1,
    );
}
