import type { FailureCode } from "./outcome";

/** Mirror of assembly/core/status.ts: same names without the prefix, same numbers (compared by a test). */
export const STATUS = {
  OK: 0,
  SINGULAR: 1,
  STALE_PATTERN: 2,
  SEALED: 3,
  OUT_OF_MEMORY: 4,
  DIVERGED: 5,
  NO_SOURCE: 6,
  BAD_INPUT: 7,
  NOT_READY: 8,
} as const;

const FAILURES: Readonly<Record<number, FailureCode>> = {
  [STATUS.SINGULAR]: "singular",
  [STATUS.STALE_PATTERN]: "stalePattern",
  [STATUS.SEALED]: "outOfMemory",
  [STATUS.OUT_OF_MEMORY]: "outOfMemory",
  [STATUS.DIVERGED]: "diverged",
  [STATUS.NO_SOURCE]: "islandWithoutSource",
  [STATUS.BAD_INPUT]: "badInput",
};

/** The Outcome code of a kernel status. A status without one (a verb called too early) is a bug and throws. */
export function failureCode(status: number): FailureCode {
  const code = FAILURES[status];
  if (code === undefined)
    throw new Error(`kernel: status ${status} is no failure of a network; a verb was called too early`);
  return code;
}
