import { inpTick } from "../inp/tick";
import { matpowerTick } from "../matpower/tick";
import type { TickFormat } from "./format";

/** A new format is a file in its own exchange folder and a line here. */
export const TICK_FORMATS: readonly TickFormat[] = [inpTick, matpowerTick];
