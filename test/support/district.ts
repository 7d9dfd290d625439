import type { District } from "@/sim-core/model/district";
import type { Element, FieldValue, Relation } from "@/sim-core/model/element";
import type { Scenario } from "@/sim-core/model/scenario";

/** One element; `connects` are its end nodes or the nodes it hangs on. */
export function element(
  id: string,
  kind: string,
  fields: Record<string, FieldValue> = {},
  connects: readonly string[] = [],
  more: readonly Relation[] = [],
): Element {
  const relations = [...connects.map((to) => ({ type: "connects" as const, to })), ...more];
  return { id, kind, owner: "city", fields, relations };
}

export function district(elements: readonly Element[], more: Partial<District> = {}): District {
  return {
    format: "crosscurrent-district/1",
    id: "small",
    name: "Small",
    origin: { latitude_deg: 45, longitude_deg: 0, elevation_m: 0 },
    utcOffsets: [],
    options: {},
    owners: [{ id: "city", name: "City", utility: "district" }],
    elements,
    profiles: [],
    curves: [],
    tags: [],
    rules: [],
    limits: [],
    ...more,
  };
}

/** A day of steady weather: 30 C, 40 %, no sun. */
export function scenario(more: Partial<Scenario> = {}, temperature_K = 303.15): Scenario {
  const two = (value: number) => [value, value];
  return {
    format: "crosscurrent-scenario/1",
    id: "steady",
    name: "Steady",
    story: "Nothing changes outside",
    start_s: 1_719_014_400,
    duration_s: 86_400,
    tick_s: 300,
    weather: {
      source: "constant",
      isMeasured: false,
      start_s: 1_719_014_400,
      step_s: 86_400,
      temperature_K: two(temperature_K),
      relativeHumidity_1: two(0.4),
      wind_m_s: two(2),
      global_W_m2: two(0),
      direct_W_m2: two(0),
      diffuse_W_m2: two(0),
    },
    policy: "silo",
    seed: 1,
    changes: [],
    ...more,
  };
}

/** A module without code: enough for districts without networks. */
export const emptyModule = (): WebAssembly.Module =>
  new WebAssembly.Module(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]));
