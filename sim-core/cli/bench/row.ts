import { type Subject, type TimingOptions, timeAlternately } from "./timing";

/** One line of `bench`. Times without a suffix in their name are minima: they repeat best on a shared machine.
 *  `ratio` = peer_ms / ours_ms: above 1 we are faster. Peer fields are absent where there is no peer to run. */
export interface BenchRow {
  readonly name: string;
  readonly ours_ms: number;
  readonly ours_median_ms: number;
  readonly peer?: string;
  readonly peer_ms?: number;
  readonly peer_median_ms?: number;
  readonly ratio?: number;
  readonly rounds: number;
  /** Anything else worth a number: unknowns, fill, flops, iterations. */
  readonly facts?: Readonly<Record<string, number | string>>;
}

/** Ours and, if there is one, a peer, timed in turn in the same process. */
export async function benchRow(
  name: string,
  ours: () => void | Promise<void>,
  peer?: Subject,
  options?: TimingOptions & { facts?: BenchRow["facts"] },
): Promise<BenchRow> {
  const subjects: Subject[] = [{ name: "ours", run: ours }];
  if (peer) subjects.push(peer);
  const [mine, theirs] = await timeAlternately(subjects, options);
  const row = {
    name,
    ours_ms: mine.min_ms,
    ours_median_ms: mine.median_ms,
    rounds: mine.rounds,
    facts: options?.facts,
  };
  if (!peer) return row;
  return {
    ...row,
    peer: peer.name,
    peer_ms: theirs.min_ms,
    peer_median_ms: theirs.median_ms,
    ratio: theirs.min_ms / mine.min_ms,
  };
}

/** Rows from measurements made elsewhere (a native program, another process), by the same rule for the ratio. */
export const rowFrom = (row: Omit<BenchRow, "ratio">): BenchRow =>
  row.peer_ms === undefined ? row : { ...row, ratio: row.peer_ms / row.ours_ms };

export interface BenchContext {
  readonly solvers: WebAssembly.Module;
  /** Folder `shared` with reference networks, where there is one. */
  readonly sharedDir: string | undefined;
  note(line: string): void;
}

/** One area of `bench`: a file in this folder. Rows come one by one so that a long area shows that it is alive. */
export interface BenchArea {
  readonly name: string;
  readonly summary: string;
  rows(context: BenchContext): AsyncIterable<BenchRow>;
}
