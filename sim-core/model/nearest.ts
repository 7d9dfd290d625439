/** The known word that a mistyped one most likely meant, or undefined when nothing is close. Ids of one case only differ
 *  by letters, so distance is counted without case. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  const most = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

export const didYouMean = (word: string, known: Iterable<string>): string | undefined => {
  const guess = nearest(word, known);
  return guess === undefined ? undefined : `did you mean ${guess}?`;
};

/** Insertions, deletions and replacements between two words; gives up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const change = before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(change, before[j]! + 1, row[j - 1]! + 1);
      least = Math.min(least, row[j]!);
    }
    if (least >= limit) return limit;
    before = row;
  }
  return before[b.length]!;
}
