import type { District } from "../sim-core/model/district";
import type { Scenario } from "../sim-core/model/scenario";
import { harbourside } from "./districts/harbourside";
import { heatwave } from "./heatwave";
import { normalDay } from "./normal-day";

/** Districts that ship, by id. Built when first asked for. */
export const DISTRICTS: Readonly<Record<string, () => District>> = { harbourside };

/** Scenarios that ship, by id, and the district each is told on when none is named. */
export const SCENARIOS: Readonly<Record<string, () => Scenario>> = { heatwave, "normal-day": normalDay };
export const DEFAULT_DISTRICT = "harbourside";
