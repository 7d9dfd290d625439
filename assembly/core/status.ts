/**
 * What a verb of the kernel returns, and what report.status holds. sim-core/solve/status.ts mirrors the numbers for
 * TypeScript (a test compares the two files). Add at the end; never renumber.
 */
export const STATUS_OK: i32 = 0;
/** A pivot is zero, tiny or not a number: report.at is the row or column. */
export const STATUS_SINGULAR: i32 = 1;
/** A factor was asked of a pattern that was analysed for another topology. */
export const STATUS_STALE_PATTERN: i32 = 2;
/** Memory asked for after the arena was sealed. */
export const STATUS_SEALED: i32 = 3;
/** The host refused to grow the memory. */
export const STATUS_OUT_OF_MEMORY: i32 = 4;
/** Iterations used up: report.residual says how far it came. */
export const STATUS_DIVERGED: i32 = 5;
/** Part of the network has no source: report.at is one of its nodes. */
export const STATUS_NO_SOURCE: i32 = 6;
/** An argument or a column holds what cannot be: report.at is the row. */
export const STATUS_BAD_INPUT: i32 = 7;
/** A verb was called before the one it needs (bind, analyse, factor). */
export const STATUS_NOT_READY: i32 = 8;
