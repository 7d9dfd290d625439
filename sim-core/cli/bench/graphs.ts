// Graphs for benches and tests of the factorisations, the same from the same seed everywhere.

export type Pair = [row: number, col: number];

/** Uniform numbers in 0..1 from a seed (mulberry32): integer arithmetic, so the same in every engine. */
export function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function gridPairs(width: number, height: number): Pair[] {
  const pairs: Pair[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (x + 1 < width) pairs.push([i, i + 1]);
      if (y + 1 < height) pairs.push([i + width, i]);
    }
  }
  return pairs;
}

export function treePairs(n: number, seed: number): Pair[] {
  const random = uniform(seed);
  return Array.from({ length: n - 1 }, (_, i): Pair => [Math.floor(random() * (i + 1)), i + 1]);
}

/** A street network of the kind a district has: blocks with a third of the loops missing, about 1.27 links per node. */
export function streetPairs(n: number, seed: number): Pair[] {
  const random = uniform(seed);
  const width = Math.ceil(Math.sqrt(n));
  const pairs: Pair[] = [];
  for (let i = 1; i < n; i++) {
    const up = i - width;
    const left = i % width === 0 ? -1 : i - 1;
    const hasLeft = left >= 0 && (up < 0 || random() < 0.7);
    const hasUp = up >= 0 && (left < 0 || !hasLeft || random() < 0.4);
    if (hasLeft) pairs.push([left, i]);
    if (hasUp) pairs.push([up, i]);
  }
  return pairs;
}
