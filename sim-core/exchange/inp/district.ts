import type { District } from "../../model/district";
import type { Issue } from "../../model/issue";
import { writeInp } from "./write";

const WATER = new Set(["waterJunction", "reservoir", "tank", "waterPipe", "waterPump", "waterValve"]);
/** EPANET takes no accuracy below it; a coupled run asks for more. */
const LEAST_ACCURACY_1 = 1e-5;

/**
 * A saved district that was read from an EPANET file, back into one: its water network as it is now, with the file's
 * own steps, controls and rules. Other utilities' elements have no place in it and are counted.
 */
export function inpOfDistrict(district: District): { text: string; issues: Issue[] } {
  const schedule = district.waterSchedule;
  const elements = district.elements.filter((e) => WATER.has(e.kind));
  if (!schedule || elements.length === 0)
    return {
      text: "",
      issues: [
        {
          ...{ severity: "error", code: "noSchedule", element: `district ${district.id}`, field: "waterSchedule" },
          ...{ got: "nothing", want: "a district that was read from an EPANET file" },
          hint: "of any other, `export --as inp` writes one tick of a run as a steady file",
        },
      ],
    };
  const issues: Issue[] = [];
  // Patterns of a file have one step; curves of other utilities have units that a file has not.
  const named = new Set(elements.flatMap((e) => Object.values(e.fields).flatMap((v) => String(v).split(" "))));
  const profiles = district.profiles.filter((p) => p.step_s === schedule.patternStep_s);
  for (const p of district.profiles)
    if (p.step_s !== schedule.patternStep_s && named.has(p.id))
      issues.push({
        ...{ severity: "error", code: "badValue", element: `profile ${p.id}`, field: "step_s" },
        ...{ got: String(p.step_s), want: `${schedule.patternStep_s}, as all patterns of the file` },
      });
  const curves = district.curves.filter((c) => named.has(c.id));
  const left = district.elements.length - elements.length;
  if (left > 0)
    issues.push({
      ...{ severity: "warning", code: "notUsed", element: `district ${district.id}` },
      ...{ got: `${left} elements of other utilities`, hint: "left out: an EPANET file has water alone" },
    });
  const water = district.options.water ?? {};
  const accuracy = Number(water.accuracy_1 ?? LEAST_ACCURACY_1);
  if (accuracy < LEAST_ACCURACY_1)
    issues.push({
      ...{ severity: "note", code: "changed", element: "[OPTIONS]", field: "accuracy" },
      ...{ got: String(accuracy), want: `at least ${LEAST_ACCURACY_1}`, hint: `written as ${LEAST_ACCURACY_1}` },
    });
  const options = { ...district.options, water: { ...water, accuracy_1: Math.max(LEAST_ACCURACY_1, accuracy) } };
  return { text: writeInp({ district: { ...district, elements, profiles, curves, options }, schedule }), issues };
}
