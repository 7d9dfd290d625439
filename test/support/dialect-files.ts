// Changes to the small network of small-inp.ts, each a way in which a file may say something.

const METRIC =
  "P1 J1 J2 1000 300 100\nP2 J2 J3 900 250 100\nP3 J3 J4 800 200 100\nP4 J1 J4 1200 200 100\nP5 J2 T 500 250 100";
const ONE_MORE = "+J5 5 3";

/** One way of writing a file each: what the manual allows, and what files out there do. */
export const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "status of a range of links": {
    PIPES: "1 J1 J2 1000 12 100\n2 J2 J3 900 10 100\n3 J3 J4 800 8 100\n4 J1 J4 1200 8 100\n5 J2 T 500 10 100",
    STATUS: "2 3 CLOSED",
  },
  "status in the place of the minor loss": { PIPES: "+P6 J3 J1 700 8 100 CLOSED\nP7 J4 J3 600 6 100 CV" },
  "cubic metres a second": {
    OPTIONS: "Units CMS\nHeadloss D-W\nAccuracy 1e-5\nTrials 200",
    JUNCTIONS: "J1 10 .005\nJ2 12 .008\nJ3 8 .004\nJ4 6 .003",
    PIPES: METRIC.replace(/100$/gm, ".1"),
    CURVES: "C .04 80",
  },
  "long names, dots, dashes and hashes": {
    JUNCTIONS: "J-1.a#b_(x)/y+z=1234567890123 10 5\nJ2 12 8\nJ3 8 4\nJ4 6 3",
    PIPES:
      "P1 J-1.a#b_(x)/y+z=1234567890123 J2 1000 12 100\nP2 J2 J3 900 10 100\nP3 J3 J4 800 8 100\nP4 J-1.a#b_(x)/y+z=1234567890123 J4 1200 8 100\nP5 J2 T 500 10 100",
    PUMPS: "PU R J-1.a#b_(x)/y+z=1234567890123 HEAD C",
  },
  "names in quotes": {
    JUNCTIONS: '"J 1" 10 5\nJ2 12 8\nJ3 8 4\nJ4 6 3',
    PIPES:
      'P1 "J 1" J2 1000 12 100\nP2 J2 J3 900 10 100\nP3 J3 J4 800 8 100\nP4 "J 1" J4 1200 8 100\nP5 J2 T 500 10 100',
    PUMPS: 'PU R "J 1" HEAD C',
  },
  "a disabled control": { CONTROLS: "LINK PU CLOSED IF NODE T ABOVE 6 DISABLED\nLINK P4 CLOSED AT TIME 5" },
  "a disabled rule": {
    RULES:
      "RULE 1\nIF TANK T LEVEL > 6\nTHEN PUMP PU STATUS = CLOSED\nDISABLED\n\nRULE 2\nIF SYSTEM CLOCKTIME = 8 AM\nTHEN PIPE P4 STATUS IS CLOSED\nRULE 3\nIF SYSTEM TIME = 10:00\nTHEN PIPE P4 STATUS IS OPEN",
  },
  "controls that name the kind": {
    CONTROLS: "PUMP PU CLOSED IF NODE T ABOVE 6\nPUMP PU OPEN IF TANK T BELOW 3\nPIPE P4 CLOSED AT TIME 5",
  },
  "rules on the time to fill and to drain": {
    RULES:
      "RULE 1\nIF TANK T FILLTIME BELOW 1.5\nTHEN PUMP PU STATUS IS CLOSED\nRULE 2\nIF TANK T DRAINTIME BELOW 2\nTHEN PUMP PU STATUS IS OPEN\nPRIORITY 5",
  },
  "rules on grade, head, demand, flow and setting": {
    RULES:
      "RULE 1\nIF NODE J2 GRADE > 64\nAND JUNCTION J4 DEMAND > 1\nTHEN PUMP PU SETTING IS 0.9\nAND PIPE P4 STATUS IS CLOSED\nELSE PUMP PU SETTING = 1.0\nPRIORITY 3\nRULE 2\nIF RESERVOIR R HEAD >= 5\nAND LINK P5 FLOW NOT 0\nAND PUMP PU SETTING > 0.5\nTHEN PIPE P3 STATUS = CLOSED",
  },
  "rules mixing clock and level": {
    RULES:
      "RULE 1\nIF SYSTEM CLOCKTIME >= 6 AM\nAND SYSTEM CLOCKTIME < 6 PM\nAND TANK T LEVEL ABOVE 5.5\nOR TANK T LEVEL ABOVE 7\nTHEN PUMP PU STATUS IS CLOSED\nELSE PUMP PU STATUS IS OPEN\nPRIORITY 2\n\nRULE 2\nIF SYSTEM TIME >= 15\nAND TANK T LEVEL BELOW 4\nTHEN PUMP PU STATUS IS OPEN\nAND PIPE P4 STATUS IS CLOSED\nPRIORITY 4",
  },
  "rules that set a valve and ask for its state": {
    JUNCTIONS: `${ONE_MORE}\nJ6 5 3`,
    VALVES: "V J4 J5 8 PRV 20\nV2 J5 J6 8 TCV 5",
    RULES:
      "RULE 1\nIF VALVE V STATUS IS ACTIVE\nAND SYSTEM TIME > 3\nTHEN VALVE V SETTING IS 15\nAND VALVE V2 SETTING IS 40\nRULE 2\nIF LINK V2 SETTING > 30\nAND SYSTEM CLOCKTIME >= 7:30 PM\nTHEN VALVE V STATUS IS OPEN\nELSE VALVE V2 STATUS IS OPEN\nPRIORITY 1\nRULE 3\nIF SYSTEM CLOCKTIME BELOW 2:15 AM\nAND PIPE P4 STATUS NOT CLOSED\nTHEN PIPE P4 STATUS IS CLOSED",
  },
  "rules of one priority that contradict each other": {
    RULES:
      "RULE A\nIF TANK T LEVEL ABOVE 5.2\nTHEN PUMP PU STATUS IS CLOSED\nRULE B\nIF TANK T LEVEL ABOVE 5.2\nTHEN PUMP PU STATUS IS OPEN\nPRIORITY 0\nRULE C\nIF TANK T LEVEL BELOW 4.5\nTHEN PUMP PU STATUS IS OPEN\nRULE D\nIF SYSTEM TIME = 6\nTHEN PUMP PU STATUS IS CLOSED\nPRIORITY 9\nRULE E\nIF SYSTEM TIME = 6\nTHEN PUMP PU SETTING IS 1.1\nPRIORITY 9",
  },
  "controls and rules on the same pump": {
    CONTROLS:
      "LINK PU CLOSED IF NODE T ABOVE 5.8\nLINK PU OPEN IF NODE T BELOW 5\nLINK P4 CLOSED IF NODE J3 ABOVE 23\nLINK P4 OPEN IF NODE J3 BELOW 22.5",
    RULES:
      "RULE 1\nIF SYSTEM CLOCKTIME >= 4 AM\nAND SYSTEM CLOCKTIME <= 5 AM\nTHEN PUMP PU STATUS IS OPEN\nRULE 2\nIF JUNCTION J2 HEAD > 65.5\nOR NODE J2 PRESSURE BELOW 20\nTHEN PUMP PU SETTING IS 0.97",
  },
  "two tanks, one below the other, and a booster": {
    JUNCTIONS: "+J8 50 6",
    TANKS: "T 60 5 1 10 20 0\nT2 110 3 0 8 15 0",
    PIPES: "+P8 J8 T2 300 8 100",
    PUMPS: "PU R J1 HEAD C\nPB T J8 HEAD CB",
    CURVES: "+CB 20 60",
    CONTROLS: "LINK PB CLOSED IF NODE T2 ABOVE 6\nLINK PB OPEN IF NODE T2 BELOW 2\nLINK PB CLOSED IF NODE T BELOW 1.5",
  },
  "sustaining, breaking and flow valves in one loop": {
    JUNCTIONS: `${ONE_MORE}\nJ6 5 3\nJ7 4 2`,
    PIPES: "+P10 J5 J6 500 8 100\nP11 J6 J7 500 8 100\nP12 J7 J1 2000 4 100",
    VALVES: "V J4 J5 8 PSV 22\nV2 J3 J6 8 FCV 4\nV3 J2 J7 8 PBV 3",
  },
  "a check valve that turns with the day": {
    PIPES: "+P8 J4 J2 600 8 100 0 CV",
    PATTERNS: "1 0.2 3 0.1 2",
  },
  "a rule step that does not divide the hour": {
    RULES:
      "RULE 1\nIF TANK T LEVEL > 5.6\nTHEN PUMP PU STATUS = CLOSED\nRULE 2\nIF TANK T LEVEL < 4.4\nTHEN PUMP PU STATUS = OPEN",
    TIMES: "+RULE TIMESTEP 0:07",
  },
  "a pump of given power with a speed": { PUMPS: "PU R J1 POWER 2 SPEED 1.1" },
  "a pump at another speed on a curve of three points": {
    CURVES: "C 0 90\nC 40 80\nC 80 20",
    PUMPS: "PU R J1 HEAD C SPEED 1.3",
  },
  "a pump that stands still in its pattern": { PUMPS: "PU R J1 HEAD C SPEED 1.2 PATTERN S", PATTERNS: "S 1 0.9 0 0.8" },
  "speeds in status and controls": {
    STATUS: "PU 0.9",
    CONTROLS: "LINK PU 0 AT TIME 4\nLINK PU 1.1 AT TIME 6\nLINK PU 0.95 IF NODE T ABOVE 6.5",
  },
  "a pump against a head it cannot lift to": {
    RESERVOIRS: "R 200",
    PUMPS: "PU J1 R HEAD C\nPU2 R J3 HEAD C2",
    CURVES: "C 40 80\nC2 0 90\nC2 20 70\nC2 50 0",
  },
  "a pattern named 1 that nobody names": { PATTERNS: "1 1 2 0.5 1.5" },
  "a reservoir with a pattern": { RESERVOIRS: "R 5 RP", PATTERNS: "RP 1 2 3 0.5\n1 1 1 1 1.1" },
  "a reservoir among the tanks": { TANKS: "+R2 62", PIPES: "+P8 R2 J3 2000 6 100" },
  "times with units": {
    TIMES:
      "DURATION 48 HOURS\nHYDRAULIC TIMESTEP 30 MIN\nPATTERN TIMESTEP 2 HOURS\nSTART CLOCKTIME 12 AM\nREPORT START 4\nSTATISTIC AVERAGED",
  },
  "times that do not divide each other": {
    TIMES:
      "Duration 30\nHydraulic Timestep 0:40\nPattern Timestep 0:55\nPattern Start 2:10\nReport Timestep 0:25\nReport Start 0:10\nStart ClockTime 7:30 PM",
    PATTERNS: "1 1 2 0.5 1.5",
    CONTROLS: "LINK P4 CLOSED AT CLOCKTIME 12:15 AM\nLINK P4 OPEN AT CLOCKTIME 13:00",
  },
  "two reducing valves in a row": { JUNCTIONS: `${ONE_MORE}\nJ6 5 3`, VALVES: "V J4 J5 8 PRV 20\nV2 J5 J6 8 PRV 10" },
  "a flow valve, shut, opened and set": {
    JUNCTIONS: ONE_MORE,
    VALVES: "V J4 J5 8 FCV 2",
    STATUS: "V OPEN",
    CONTROLS: "LINK V 2 AT TIME 3\nLINK V CLOSED AT TIME 6\nLINK V OPEN AT TIME 8",
  },
  "a flow valve that its own loss keeps below its setting, at times": {
    JUNCTIONS: `${ONE_MORE}\nJ6 5 4`,
    PIPES: "+P8 J5 J6 500 6 100\nP9 J1 J6 3000 6 90",
    VALVES: "V J4 J5 3 FCV 5 20",
    PATTERNS: "1 1 2 0.5 1.5 3 0.2 4 1.2 2.6 0.8 1.7",
  },
  "a reducing valve, shut, opened and set": {
    JUNCTIONS: ONE_MORE,
    VALVES: "V J4 J5 8 PRV 15",
    STATUS: "V CLOSED",
    CONTROLS: "LINK V 20 AT TIME 3\nLINK V OPEN AT TIME 6\nLINK V 10 IF NODE T ABOVE 6",
  },
  "a positional valve through its range": {
    JUNCTIONS: ONE_MORE,
    VALVES: "V J4 J5 8 PCV 40 2 CP",
    CURVES: "+CP 0 0\nCP 50 20\nCP 100 100",
    CONTROLS: "LINK V 80 AT TIME 3\nLINK V 0 AT TIME 5\nLINK V OPEN AT TIME 7",
  },
  "a valve of a curve, shut and opened": {
    JUNCTIONS: ONE_MORE,
    VALVES: "V J4 J5 8 GPV CG",
    CURVES: "+CG 0 0\nCG 50 2\nCG 100 10",
    CONTROLS: "LINK V CLOSED AT TIME 3\nLINK V OPEN AT TIME 7",
  },
  "a junction cut off for three hours": {
    JUNCTIONS: "+J7 3 4",
    PIPES: "+P9 J4 J7 100 6 100",
    CONTROLS: "LINK P9 CLOSED AT TIME 3\nLINK P9 OPEN AT TIME 6",
  },
  "a tank that runs over": { TANKS: "T 60 9 1 10 20 0 * YES" },
  "a tank that shuts when full": { TANKS: "T 60 9 1 10 20 0 * NO", CURVES: "C 80 120" },
  "a tank that runs empty": {
    TANKS: "T 60 2 1 10 15 0",
    PUMPS: "",
    CURVES: "",
    PIPES: "+PR R J1 10 12 100 0 CLOSED",
  },
  "more inflow than demand": { JUNCTIONS: "J1 10 -5\nJ2 12 -80\nJ3 8 4\nJ4 6 3" },
  "emitters above the water": { EMITTERS: "J1 0.4\nJ3 0.2", JUNCTIONS: "J1 10 5\nJ2 12 8\nJ3 200 4\nJ4 6 3" },
  "leakage, emitters and demand by pressure together": {
    LEAKAGE: "P1 2 0.02\nP2 1 .05\nP3 3 .01\nP4 1 0",
    EMITTERS: "J2 .3\nJ4 .5",
    OPTIONS: "+Demand Model PDA\nRequired Pressure 40\nMinimum Pressure 5",
    PATTERNS: "1 1 2 0.5 1.5 3 4",
  },
  "Chezy-Manning in cubic feet": {
    OPTIONS: "Units CFS\nHeadloss C-M\nAccuracy 1e-5\nTrials 200",
    JUNCTIONS: "J1 10 .05\nJ2 12 .08\nJ3 8 .04\nJ4 6 .03",
    PIPES: "P1 J1 J2 1000 12 .01\nP2 J2 J3 900 10 .01\nP3 J3 J4 800 8 .01\nP4 J1 J4 1200 8 .01\nP5 J2 T 500 10 .01",
    CURVES: "C .4 80",
  },
  "units called SI": { OPTIONS: "Units SI\nHeadloss H-W\nAccuracy 1e-5\nTrials 200", PIPES: METRIC },
  "two orders for one pump in one rule": {
    RULES:
      "RULE 1\nIF SYSTEM TIME >= 4\nTHEN PUMP PU SETTING IS 0.9\nAND PIPE P4 STATUS IS CLOSED\nAND PUMP PU SETTING IS 0.95\nELSE PUMP PU STATUS IS OPEN\nAND PUMP PU STATUS IS CLOSED",
  },
  "a rule that orders a valve active": {
    JUNCTIONS: ONE_MORE,
    VALVES: "V J4 J5 8 PRV 20",
    RULES:
      "RULE 1\nIF SYSTEM TIME > 2\nTHEN VALVE V STATUS IS ACTIVE\nPRIORITY 3\nRULE 2\nIF SYSTEM TIME > 1\nTHEN VALVE V SETTING IS 12\nPRIORITY 2\nRULE 3\nIF SYSTEM TIME > 6\nTHEN VALVE V STATUS IS CLOSED\nPRIORITY 4",
  },
  "rules that ask whether valves are open": {
    JUNCTIONS: `${ONE_MORE}\nJ6 5 3`,
    VALVES: "V J4 J5 8 GPV CG\nV2 J5 J6 8 TCV 5\nV3 J3 J6 8 PBV 2",
    CURVES: "+CG 0 0\nCG 50 2\nCG 100 10",
    RULES:
      "RULE 1\nIF VALVE V STATUS IS OPEN\nAND SYSTEM TIME > 3\nTHEN PUMP PU SETTING IS 0.95\nRULE 2\nIF VALVE V2 STATUS IS ACTIVE\nAND VALVE V3 STATUS NOT OPEN\nAND SYSTEM TIME > 6\nTHEN PIPE P4 STATUS IS CLOSED",
  },
  "a status that is compared, which is never true": {
    RULES:
      "RULE 1\nIF PUMP PU STATUS > CLOSED\nAND SYSTEM TIME >= 5\nTHEN PUMP PU SETTING IS 0.9\nELSE PIPE P4 STATUS IS CLOSED",
  },
  "orders and premises on a closed valve, a tank and a junction": {
    JUNCTIONS: ONE_MORE,
    VALVES: "V J4 J5 8 PRV 20",
    STATUS: "V CLOSED",
    PIPES: "+P8 J3 J5 900 6 100",
    RULES:
      "RULE 1\nIF VALVE V SETTING < 4\nAND TANK T PRESSURE > 2\nTHEN VALVE V SETTING IS 25\nRULE 2\nIF JUNCTION J3 LEVEL > 50\nAND RESERVOIR R DEMAND < -10\nTHEN PIPE P8 SETTING IS 0",
  },
  "a control by a reservoir's level": {
    CONTROLS: "LINK PU 0.95 IF NODE R ABOVE 99\nLINK P4 CLOSED IF NODE R BELOW -99\nLINK P4 OPEN AT TIME 3",
  },
  "a positional valve off both ends of its curve": {
    JUNCTIONS: ONE_MORE,
    VALVES: "V J4 J5 4 PCV 95 2 CP",
    CURVES: "+CP 10 3\nCP 60 40\nCP 90 80",
    CONTROLS: "LINK V 5 AT TIME 3\nLINK V 35 AT TIME 7\nLINK V 99 AT TIME 9",
  },
  "a positional valve told more than all": {
    JUNCTIONS: ONE_MORE,
    VALVES: "V J4 J5 4 PCV 150 2",
    CONTROLS: "LINK V 40 AT TIME 3\nLINK V 107.5 AT TIME 7",
  },
  "a pump with a power and a curve": { PUMPS: "PU R J1 POWER 2 HEAD C" },
  "a tank of no breadth with a volume curve": { TANKS: "T 60 5 1 10 0 0 CT", CURVES: "+CT 0 0\nCT 10 5000" },
  "a tank with a wide and a narrow part": {
    TANKS: "T 60 5 1 10 40 0 CT YES",
    CURVES: "+CT 0.5 100\nCT 4 2000\nCT 5.1 9000\nCT 5.6 9200\nCT 12 40000",
    CONTROLS: "LINK PU CLOSED IF NODE T ABOVE 5.5\nLINK PU OPEN IF NODE T BELOW 4.8",
  },
  "pumps in a row, switched one by one": {
    JUNCTIONS: "+JB 5 1",
    PUMPS: "PU R JB HEAD C\nPB JB J1 HEAD C SPEED 0.9",
    CURVES: "C 40 45",
    CONTROLS: "LINK PB CLOSED AT TIME 5\nLINK PB 0.7 AT TIME 8\nLINK PU CLOSED AT TIME 12\nLINK PU OPEN AT TIME 14",
  },
  "a flow valve before a reducing one, a sustaining one before another": {
    JUNCTIONS: `${ONE_MORE}\nJ6 5 0\nJ7 5 3\nJ8 5 0`,
    PIPES: "+P8 J5 J7 500 6 100",
    VALVES: "V J4 J6 8 FCV 9\nV2 J6 J5 8 PRV 22 1\nV3 J3 J8 8 PSV 20\nV4 J8 J7 6 PRV 18",
  },
  "valves whose loss begins high, falls, or has a reverse side": {
    JUNCTIONS: `${ONE_MORE}\nJ6 5 3\nJ7 5 2`,
    PIPES: "+P8 J7 J1 900 6 100",
    VALVES: "V J4 J5 8 GPV C1\nV2 J3 J6 8 GPV C2\nV3 J2 J7 8 GPV C3",
    CURVES: "+C1 0 5\nC1 20 12\nC2 0 12\nC2 10 8\nC2 20 2\nC3 -10 -6\nC3 0 0\nC3 10 6",
  },
  "leaks between two tanks that a short wide pipe joins": {
    TANKS: "T 60 5 1 10 20 0\nT2 60 5.2 1 10 8 30",
    PIPES: "+P8 T T2 5 24 130\nP9 J4 T2 300 8 100",
    LEAKAGE: "P8 50 2\nP5 9 1\nP9 3 0.1",
  },
  "demand by pressure where some flows in, emitters of another exponent that take nothing in": {
    JUNCTIONS: "J1 10 5\nJ2 12 -8\nJ3 8 4\nJ4 70 3\nJ5 150 1",
    PIPES: "+P8 J4 J5 300 6 100",
    EMITTERS: "J3 .02\nJ5 .5\nJ4 .1",
    LEAKAGE: "P8 50 5\nP2 3 .1",
    OPTIONS:
      "+Demand Model PDA\nMinimum Pressure 3\nRequired Pressure 45\nPressure Exponent 1.2\nEmitter Exponent 1.18\nBackflow Allowed NO",
  },
  "a tank that fills and drains several times within a step": {
    TANKS: "T 60 5 1 10 6 0",
    CONTROLS: "LINK PU CLOSED IF NODE T ABOVE 9.5\nLINK PU OPEN IF NODE T BELOW 2",
    TIMES: "Duration 12\nHydraulic Timestep 2:00\nPattern Timestep 2:00\nReport Timestep 2:00",
  },
  "treacle: Darcy-Weisbach from laminar through the transition": {
    OPTIONS: "Units LPS\nHeadloss D-W\nAccuracy 1e-5\nViscosity 40",
    JUNCTIONS: "J1 10 .5\nJ2 12 2\nJ3 8 1\nJ4 6 .7",
    PIPES: METRIC.replace(/100$/gm, "0.5"),
    CURVES: "C 6 80",
    PATTERNS: "1 0.2 1 3 6 0.5",
  },
  "rules of many priorities, below nothing and between, on one pump": {
    RULES:
      "RULE 1\nIF SYSTEM TIME >= 4\nTHEN PUMP PU SETTING IS .9\nPRIORITY 5\nRULE 2\nIF SYSTEM TIME >= 4\nTHEN PUMP PU SETTING IS .8\nPRIORITY 5\nRULE 3\nIF SYSTEM TIME >= 8\nTHEN PUMP PU SETTING IS 1\nPRIORITY 5.5\nRULE 4\nIF SYSTEM TIME >= 12\nTHEN PUMP PU STATUS IS CLOSED\nPRIORITY -1\nRULE 5\nIF SYSTEM CLOCKTIME = 12:30 AM\nOR SYSTEM DEMAND > 1\nTHEN PIPE P4 STATUS IS CLOSED\nELSE PIPE P4 STATUS IS OPEN",
    PATTERNS: "1 0 1 0.02",
  },
  "categories of demand over a junction's own, and a multiplier": {
    JUNCTIONS: "J1 10 5\nJ2 12 8 B\nJ3 8 4\nJ4 6 3",
    DEMANDS: "J2 3 A ; shops\nJ2 1 B\nJ4 2\nJ3 0 A\nJ1 -1 B",
    PATTERNS: "A 1 2 .5\nB .3 1.9",
    OPTIONS: "+Demand Multiplier 1.4\nPattern A",
  },
  "two trials and then stop": { OPTIONS: "Units GPM\nHeadloss H-W\nAccuracy 1e-5\nTrials 2\nUnbalanced Stop" },
  "two trials and then on": { OPTIONS: "Units GPM\nHeadloss H-W\nAccuracy 1e-5\nTrials 2\nUnbalanced Continue" },
};

/** Any unit of pressure goes with any unit of flow, whichever line comes first; emitters keep psi or metres. */
const PRESSURES = [
  ["PSI", 40],
  ["KPA", 300],
  ["METERS", 30],
  ["BAR", 3],
  ["FEET", 90],
] as const;
for (const [unit, high] of PRESSURES)
  for (const [flow, isFirst, pipes] of [
    ["GPM", true, undefined],
    ["GPM", false, undefined],
    ["LPS", false, METRIC],
  ] as const) {
    const lines = [`Units ${flow}`, `Pressure ${unit}`];
    (FILES as Record<string, Record<string, string>>)[`${unit} ${isFirst ? "before" : "after"} ${flow}`] = {
      JUNCTIONS: ONE_MORE,
      VALVES: `V J4 J5 ${pipes ? 200 : 8} PRV ${high / 2}`,
      EMITTERS: "J3 0.2",
      ...(pipes && { PIPES: pipes }),
      CONTROLS: `LINK P4 CLOSED IF NODE J3 BELOW ${high * 0.62}`,
      RULES: `RULE 1\nIF JUNCTION J2 PRESSURE ABOVE ${high * 0.7}\nTHEN PUMP PU SETTING IS 0.95`,
      OPTIONS: `${(isFirst ? lines.reverse() : lines).join("\n")}\nHeadloss H-W\nAccuracy 1e-5\nTrials 200\nSpecific Gravity 1.05\nDemand Model PDA\nRequired Pressure ${high}\nMinimum Pressure ${high / 15}`,
    };
  }
