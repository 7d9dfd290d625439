import { fillI32, i32At, setI32 } from "../core/memory";

// Approximate minimum degree on a quotient graph.
// Source: Amestoy, Davis, Duff 1996, "An approximate minimum degree ordering algorithm".
//
// Variables and elements share the numbers 0..n-1: pivot k becomes element k. The list of a variable holds its
// elements first, then its variables; that of an element holds its variables.

/** Room that amdOrder needs in `list`: the adjacency and one new element. More would only save compactions, of which there are few. */
export function amdListCapacity(adjacent: i32, n: i32): i32 {
  return adjacent + n + 1;
}

/** Number of i32 in `scratch`. */
export function amdScratchCapacity(n: i32): i32 {
  return 13 * (n + 1);
}

/** State of a number in the quotient graph. */
const VARIABLE: i32 = 0;
const ELEMENT: i32 = 1;
const GONE: i32 = 2;

// Set once per call; locals of one long function would do as well, but the helpers below need them too.
let size: i32 = 0;
let start: usize = 0; // i32 [n] where the list begins
let length: usize = 0; // i32 [n] entries in the list
let elements: usize = 0; // i32 [n] leading entries that are elements
let weight: usize = 0; // i32 [n] variables represented; negative while in the current element; 0 when gone
let degree: usize = 0; // i32 [n] approximate external degree; of an element, its weight
let mark: usize = 0; // i32 [n] time stamps; 0 for an absorbed element
let state: usize = 0; // i32 [n]
let head: usize = 0; // i32 [n + 1] first variable of a degree
let next: usize = 0; // i32 [n] next of the same degree, or of the same hash
let previous: usize = 0; // i32 [n] previous of the same degree; the hash while hashed
let bucket: usize = 0; // i32 [n] first variable of a hash
let member: usize = 0; // i32 [n] next variable represented by the same one
let lastMember: usize = 0; // i32 [n]
let entries: usize = 0; // all lists

function unlink(i: i32): void {
  const after = i32At(next, i);
  const before = i32At(previous, i);
  if (after !== -1) setI32(previous, after, before);
  if (before !== -1) setI32(next, before, after);
  else setI32(head, i32At(degree, i), after);
}

function link(i: i32, d: i32): void {
  const first = i32At(head, d);
  if (first !== -1) setI32(previous, first, i);
  setI32(next, i, first);
  setI32(previous, i, -1);
  setI32(head, d, i);
  setI32(degree, i, d);
}

/** Variable j, and all it represents, goes the way of i. */
function represent(i: i32, j: i32): void {
  setI32(member, i32At(lastMember, i), j);
  setI32(lastMember, i, i32At(lastMember, j));
  setI32(weight, j, 0);
  setI32(state, j, GONE);
}

/** Moves all living lists to the front of `entries`; returns the end of what is used. */
function compact(used: i32): i32 {
  // The first entry of each list is exchanged for a mark that names its owner.
  for (let i = 0; i < size; i++) {
    if (i32At(state, i) === GONE || i32At(length, i) === 0) continue;
    const p = i32At(start, i);
    setI32(start, i, i32At(entries, p));
    setI32(entries, p, -2 - i);
  }
  let to = 0;
  let p = 0;
  while (p < used) {
    const owner = -2 - i32At(entries, p);
    if (owner < 0) {
      p++;
      continue;
    }
    setI32(entries, to, i32At(start, owner));
    setI32(start, owner, to);
    to++;
    p++;
    for (let left = i32At(length, owner) - 1; left > 0; left--) setI32(entries, to++, i32At(entries, p++));
  }
  return to;
}

/** Stamps start again from 2 before they overflow. */
function fresh(stamp: i32, reach: i32): i32 {
  if (stamp >= 2 && stamp < 2147483647 - reach - size) return stamp;
  for (let i = 0; i < size; i++) if (i32At(mark, i) !== 0) setI32(mark, i, 1);
  return 2;
}

/**
 * Fill-reducing order of a symmetric pattern.
 *  Shapes:  adjacent i32 [n + 1], list i32 [capacity] in, overwritten; scratch i32 [amdScratchCapacity(n)];
 *           order i32 [n] out: order[k] is eliminated k-th
 *  Rows of more than 10 sqrt(n) entries (and 16) are set aside and come last: they would only slow the search.
 */
export function amdOrder(n: i32, adjacent: usize, list: usize, capacity: i32, scratch: usize, order: usize): void {
  const step = (<usize>(n + 1)) << 2;
  size = n;
  entries = list;
  start = scratch;
  length = start + step;
  elements = length + step;
  weight = elements + step;
  degree = weight + step;
  mark = degree + step;
  state = mark + step;
  head = state + step;
  next = head + step;
  previous = next + step;
  bucket = previous + step;
  member = bucket + step;
  lastMember = member + step;

  fillI32(head, n + 1, -1);
  fillI32(bucket, n, -1);
  fillI32(member, n, -1);
  const dense = <i32>max(16.0, 10.0 * sqrt(<f64>n));
  let ordered = 0; // variables eliminated or set aside
  let written = 0; // entries of `order` written
  for (let i = 0; i < n; i++) {
    const p = i32At(adjacent, i);
    const d = i32At(adjacent, i + 1) - p;
    setI32(start, i, p);
    setI32(length, i, d);
    setI32(elements, i, 0);
    setI32(mark, i, 1);
    setI32(lastMember, i, i);
    setI32(state, i, VARIABLE);
    setI32(weight, i, 1);
    if (d > dense) {
      setI32(weight, i, 0);
      setI32(state, i, GONE);
      ordered++;
    } else link(i, d);
  }
  const setAside = ordered;
  let used = i32At(adjacent, n);
  let least = 0;
  let stamp = 2;
  let reach = 0; // largest element so far

  while (ordered < n) {
    while (i32At(head, least) === -1) least++;
    const k = i32At(head, least);
    unlink(k);
    const kElements = i32At(elements, k);
    let kWeight = i32At(weight, k);
    ordered += kWeight;

    // --- the new element: union of k's variables and those of its elements ---
    if (kElements > 0 && used + least >= capacity) used = compact(used);
    setI32(weight, k, -kWeight);
    let p = i32At(start, k);
    const first = kElements === 0 ? p : used;
    let end = first;
    let elementWeight = 0;
    for (let turn = 0; turn <= kElements; turn++) {
      let q = p;
      let left = i32At(length, k) - kElements;
      let e = k;
      if (turn < kElements) {
        e = i32At(entries, p++);
        q = i32At(start, e);
        left = i32At(length, e);
      }
      for (; left > 0; left--) {
        const i = i32At(entries, q++);
        const w = i32At(weight, i);
        if (w <= 0) continue;
        elementWeight += w;
        setI32(weight, i, -w);
        setI32(entries, end++, i);
        unlink(i);
      }
      if (e !== k) {
        setI32(state, e, GONE);
        setI32(mark, e, 0);
      }
    }
    if (kElements !== 0) used = end;
    setI32(start, k, first);
    setI32(length, k, end - first);
    setI32(state, k, ELEMENT);
    setI32(mark, k, 1);

    // --- |e \ k| for every element that k's variables touch: mark[e] - stamp ---
    stamp = fresh(stamp, reach);
    for (let a = first; a < end; a++) {
      const i = i32At(entries, a);
      const w = -i32At(weight, i);
      const q = i32At(start, i);
      const stop = q + i32At(elements, i);
      for (let b = q; b < stop; b++) {
        const e = i32At(entries, b);
        const m = i32At(mark, e);
        if (m >= stamp) setI32(mark, e, m - w);
        else if (m !== 0) setI32(mark, e, i32At(degree, e) + stamp - w);
      }
    }

    // --- new degrees; lists lose what element k covers ---
    for (let a = first; a < end; a++) {
      const i = i32At(entries, a);
      const begin = i32At(start, i);
      const elementsEnd = begin + i32At(elements, i);
      const listEnd = begin + i32At(length, i);
      let to = begin;
      let hash: u32 = 0;
      let d = 0;
      for (let b = begin; b < elementsEnd; b++) {
        const e = i32At(entries, b);
        if (i32At(mark, e) === 0) continue;
        const outside = i32At(mark, e) - stamp;
        if (outside > 0) {
          d += outside;
          setI32(entries, to++, e);
          hash += <u32>e;
        } else {
          // Every variable of e is in k: e is absorbed although k did not touch it.
          setI32(state, e, GONE);
          setI32(mark, e, 0);
        }
      }
      const kept = to - begin;
      const variablesAt = to;
      for (let b = elementsEnd; b < listEnd; b++) {
        const j = i32At(entries, b);
        const w = i32At(weight, j);
        if (w <= 0) continue;
        d += w;
        setI32(entries, to++, j);
        hash += <u32>j;
      }
      if (d === 0) {
        // Nothing outside k is left: i is eliminated together with k.
        const w = -i32At(weight, i);
        elementWeight -= w;
        kWeight += w;
        ordered += w;
        represent(k, i);
      } else {
        setI32(degree, i, min(i32At(degree, i), d));
        // k becomes the first element: the first variable and the first element make room
        setI32(entries, to, i32At(entries, variablesAt));
        setI32(entries, variablesAt, i32At(entries, begin));
        setI32(entries, begin, k);
        setI32(elements, i, kept + 1);
        setI32(length, i, to - begin + 1);
        const h = <i32>(hash % <u32>n);
        setI32(next, i, i32At(bucket, h));
        setI32(bucket, h, i);
        setI32(previous, i, h);
      }
    }
    setI32(degree, k, elementWeight);
    reach = max(reach, elementWeight);
    stamp = fresh(stamp + reach, reach);

    // --- variables with equal lists become one ---
    for (let a = first; a < end; a++) {
      const seed = i32At(entries, a);
      if (i32At(weight, seed) >= 0) continue;
      const h = i32At(previous, seed);
      let i = i32At(bucket, h);
      setI32(bucket, h, -1);
      while (i !== -1 && i32At(next, i) !== -1) {
        const count = i32At(length, i);
        const kept = i32At(elements, i);
        const from = i32At(start, i);
        for (let b = 1; b < count; b++) setI32(mark, i32At(entries, from + b), stamp);
        let before = i;
        let j = i32At(next, i);
        while (j !== -1) {
          let isSame = i32At(length, j) === count && i32At(elements, j) === kept;
          const jFrom = i32At(start, j);
          for (let b = 1; isSame && b < count; b++) isSame = i32At(mark, i32At(entries, jFrom + b)) === stamp;
          const after = i32At(next, j);
          if (isSame) {
            setI32(weight, i, i32At(weight, i) + i32At(weight, j));
            represent(i, j);
            setI32(next, before, after);
          } else before = j;
          j = after;
        }
        stamp++;
        i = i32At(next, i);
      }
    }

    // --- back into the degree lists; the element keeps its living variables ---
    let to = first;
    for (let a = first; a < end; a++) {
      const i = i32At(entries, a);
      const w = -i32At(weight, i);
      if (w <= 0) continue;
      setI32(weight, i, w);
      const d = min(i32At(degree, i) + elementWeight - w, n - ordered - w);
      link(i, d);
      least = min(least, d);
      setI32(entries, to++, i);
    }
    setI32(weight, k, 0);
    setI32(length, k, to - first);
    if (to === first) {
      setI32(state, k, GONE);
      setI32(mark, k, 0);
    }
    if (kElements !== 0) used = to;
    for (let i = k; i !== -1; i = i32At(member, i)) setI32(order, written++, i);
  }
  if (setAside > 0) {
    for (let i = 0; i < n; i++) {
      if (i32At(adjacent, i + 1) - i32At(adjacent, i) > dense) setI32(order, written++, i);
    }
  }
}
