import { STATUS_OK, STATUS_OUT_OF_MEMORY, STATUS_SEALED } from "./status";

// A bump allocator over the linear memory behind the static data. Nothing is ever freed: one instance serves one
// utility of one run. Managed objects (`new`, arrays, strings) are not used anywhere in the kernel, because the
// runtime's own allocator would start at the same address.

let next: usize = (__heap_base + 15) & ~(<usize>15);
let isSealed: bool = false;
let canGrow: bool = true;
let failure: i32 = STATUS_OK;

/**
 * `bytes` of zeroed memory, 16-byte aligned; 0 when it cannot be had. A failure sticks: a routine may allocate all it
 * needs and look at arenaStatus() once, before it writes.
 */
export function alloc(bytes: usize): usize {
  if (isSealed) {
    failure = STATUS_SEALED;
    return 0;
  }
  const at = next;
  const end = at + ((bytes + 15) & ~(<usize>15));
  const have = (<usize>memory.size()) << 16;
  if (end < at) {
    failure = STATUS_OUT_OF_MEMORY;
    return 0;
  }
  if (end > have) {
    const pages = <i32>((end - have + 0xffff) >> 16);
    if (!canGrow || memory.grow(pages) < 0) {
      failure = STATUS_OUT_OF_MEMORY;
      return 0;
    }
  }
  next = end;
  // Fresh pages are zero, but memory handed back by rewindArena() is not.
  memory.fill(at, 0, end - at);
  return at;
}

/** f64 [count] */
export function allocF64(count: i32): usize {
  return alloc((<usize>count) << 3);
}

/** i32 [count] */
export function allocI32(count: i32): usize {
  return alloc((<usize>count) << 2);
}

/** From now on any allocation is a failure, never a growth: views made by the host stay valid for the whole run. */
export function seal(): i32 {
  isSealed = true;
  canGrow = false;
  return failure;
}

export function arenaStatus(): i32 {
  return failure;
}

/** Where the next allocation would lie. With rewindArena it frees scratch memory of an analysis. */
export function arenaMark(): usize {
  return next;
}

/** Gives back everything allocated since `mark`. Before sealing only. */
export function rewindArena(mark: usize): void {
  if (!isSealed && mark <= next) next = mark;
}

/**
 * Gives back everything since `mark` even after sealing, for an analysis that is made again: it has to do with the memory
 * that the first one grew to, and ends with another seal().
 */
export function reopenArena(mark: usize): void {
  isSealed = false;
  rewindArena(mark);
}

/** Bytes in use, static data included. */
export function arenaUsed(): usize {
  return next;
}
