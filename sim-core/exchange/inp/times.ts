import type { WaterSchedule } from "../../model/schedule";
import type { InpContext } from "./context";
import type { InpLine } from "./text";
import { timeSeconds } from "./time";

type Times = Omit<WaterSchedule, "controls" | "rules" | "units">;

/** [TIMES], with EPANET's defaults and its adjustment of steps that do not fit together. */
export function readTimes(lines: readonly InpLine[], add: InpContext["add"]): Times {
  let [duration, hydraulic, pattern, patternStart, report, rule, clock] = [0, 3600, 3600, 0, 3600, 0, 0];
  for (const line of lines) {
    const w = line.words;
    if (/^(STAT|QUAL|MINI|REPORT S)/i.test(`${w[0]} ${w[1] ?? ""}`)) {
      add("note", "notUsed", line.line, { element: "[TIMES]", got: w.join(" "), hint: "no part of the hydraulics" });
      continue;
    }
    const isAmPm = w.length > 2 && /^(AM|PM|SEC|MIN|HOUR|DAY)/i.test(w[w.length - 1]!);
    const t = timeSeconds(w[w.length - (isAmPm ? 2 : 1)] ?? "", isAmPm ? w[w.length - 1] : "");
    const key = `${w[0]} ${w[1] ?? ""}`.toUpperCase();
    if (Number.isNaN(t)) {
      add("error", "badTime", line.line, {
        element: "[TIMES]",
        got: w.join(" "),
        want: "a time such as 24:00, 1:30 or 6 AM",
      });
      continue;
    }
    if (key.startsWith("DURA")) duration = t;
    else if (key.startsWith("HYDR")) hydraulic = t;
    else if (key.startsWith("PATTERN S")) patternStart = key.startsWith("PATTERN ST") ? t : patternStart;
    else if (key.startsWith("PATT")) pattern = t;
    else if (key.startsWith("REPO")) report = t;
    else if (key.startsWith("RULE")) rule = t;
    else if (key.startsWith("STAR")) clock = t % 86400;
    else add("warning", "unknownOption", line.line, { element: "[TIMES]", got: w.join(" "), hint: "left out" });
  }
  const patternStep = pattern > 0 ? pattern : 3600;
  const reportStep = report > 0 ? report : patternStep;
  const wanted = hydraulic > 0 ? hydraulic : 3600;
  const step = Math.min(wanted, patternStep, reportStep);
  if (step !== wanted)
    add("note", "changed", lines[0]?.line ?? 0, {
      element: "[TIMES]",
      field: "hydraulic step",
      got: `${wanted} s`,
      want: "no longer than the pattern and report steps",
      hint: `taken as ${step} s`,
    });
  const ruleStep = rule > 0 ? Math.min(rule, step) : Math.max(1, Math.floor(step / 10));
  return {
    duration_s: duration,
    hydraulicStep_s: step,
    patternStep_s: patternStep,
    patternStart_s: patternStart,
    reportStep_s: reportStep,
    ruleStep_s: ruleStep,
    startClock_s: clock,
  };
}
