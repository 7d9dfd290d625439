/** Sections of a small pumped network with a tank: four junctions in a loop. Same order as in a file. */
const SMALL = {
  JUNCTIONS: "J1 10 5\nJ2 12 8\nJ3 8 4\nJ4 6 3",
  RESERVOIRS: "R 5",
  TANKS: "T 60 5 1 10 40 0",
  PIPES: "P1 J1 J2 1000 12 100\nP2 J2 J3 900 10 100\nP3 J3 J4 800 8 100\nP4 J1 J4 1200 8 100\nP5 J2 T 500 10 100",
  PUMPS: "PU R J1 HEAD C",
  CURVES: "C 40 80",
  OPTIONS: "Units GPM\nHeadloss H-W\nAccuracy 1e-5\nTrials 200",
  TIMES: "Duration 24\nHydraulic Timestep 1:00\nPattern Timestep 1:00",
};

/** The small network's file with sections exchanged, or lengthened where the text starts with "+". */
export function smallInp(changes: Readonly<Record<string, string>>): string {
  const sections: Record<string, string> = { ...SMALL };
  for (const [name, text] of Object.entries(changes))
    sections[name] = text.startsWith("+") ? `${sections[name] ?? ""}\n${text.slice(1)}` : text;
  return `${Object.entries(sections)
    .map(([name, text]) => `[${name}]\n${text}\n`)
    .join("\n")}\n[END]\n`;
}
