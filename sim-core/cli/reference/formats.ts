import type { ReferenceFormat } from "./format";
import { inpReference } from "./inp";
import { matpower } from "./matpower";
import { pgmReference } from "./pgm";
import { pipenetReference } from "./pipenet";
import { transformerReference } from "./transformer";

/** Asked in this order; the first that matches runs the case. A new format is a file beside this and a line here. */
export const FORMATS: readonly ReferenceFormat[] = [
  inpReference,
  pipenetReference,
  matpower,
  pgmReference,
  transformerReference,
];
