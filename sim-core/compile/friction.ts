import type { District } from "../model/district";
import type { Issue } from "../model/issue";

/** Names of friction laws in a district's options, and their numbers in assembly/hydraulic/laws/friction.ts. */
export const FRICTION_NAMES = ["nikuradse", "colebrook", "swameeJain", "churchill"] as const;

/** -1 for an unknown name. Nikuradse's rough term differs between gas and liquid. */
function frictionLaw(name: string, isGas: boolean): number {
  if (name === "nikuradse") return isGas ? 0 : 1;
  const place = FRICTION_NAMES.indexOf(name as (typeof FRICTION_NAMES)[number]);
  return place < 0 ? -1 : place + 1;
}

/** The law that a district's options name for its gas network or its loops; an unknown name is an error. */
export function frictionOption(district: District, utility: "gas" | "heat", issues: Issue[]): number {
  const name = String(district.options[utility]?.friction ?? "churchill");
  const law = frictionLaw(name, utility === "gas");
  if (law < 0)
    issues.push({
      severity: "error",
      code: "badOption",
      element: district.id,
      field: `options.${utility}.friction`,
      got: name,
      want: FRICTION_NAMES.join(" or "),
    });
  return law;
}
