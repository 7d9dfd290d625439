import type { NetworkFormat } from "./format";
import { inpFormat } from "./inp";
import { pipenetFormat } from "./pipenet";
import { powerFormats } from "./power";

/** Asked in this order; the first that matches solves. A new format is a file beside this and a line here. */
export const NETWORK_FORMATS: readonly NetworkFormat[] = [inpFormat, ...powerFormats, pipenetFormat];
