import { LAYOUT_HASH_HIGH, LAYOUT_HASH_LOW } from "../layout.generated";

/** Rises when an exported verb changes its meaning. */
export function abiVersion(): i32 {
  return 1;
}

export function layoutHashHigh(): i32 {
  return LAYOUT_HASH_HIGH;
}

export function layoutHashLow(): i32 {
  return LAYOUT_HASH_LOW;
}
