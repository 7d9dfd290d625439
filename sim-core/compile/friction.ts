/** Names of friction laws in a district's options, and their numbers in assembly/hydraulic/laws/friction.ts. */
export const FRICTION_NAMES = ["nikuradse", "colebrook", "swameeJain", "churchill"] as const;

/** -1 for an unknown name. Nikuradse's rough term differs between gas and liquid. */
export function frictionLaw(name: string, isGas: boolean): number {
  if (name === "nikuradse") return isGas ? 0 : 1;
  const place = FRICTION_NAMES.indexOf(name as (typeof FRICTION_NAMES)[number]);
  return place < 0 ? -1 : place + 1;
}
