import type { District } from "../sim-core/model/district";
import { harbourside } from "./districts/harbourside";

/** Districts that ship, by id. Built when first asked for. */
export const DISTRICTS: Readonly<Record<string, () => District>> = { harbourside };
