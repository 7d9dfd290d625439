import type { Utility } from "../model/element";
import type { PortBook } from "./port";
import type { DistrictTable } from "./table";

/** One element whose ports had to move more than once, or were left unsettled. */
export interface SettledDevice {
  readonly device: string;
  /** Largest relative move that a settling left at one of its ports. */
  readonly residual: number;
  /** Most moves of one of its ports within one settling. */
  readonly rounds: number;
  /** Tick of that residual, or of those moves where it is 0. */
  readonly tick: number;
}

const OWNERS = ["building", "device", "fed"] as const;
const MOST_LISTED = 20;

/** The worst of the run so far by element, in the district's own columns, so that it is saved and restored with them. */
export class SettleLog {
  readonly solves: Record<Utility, number> = { water: 0, power: 0, gas: 0, heat: 0 };
  private readonly books;
  private places: { readonly book: number; readonly row: number }[] | null = null;

  constructor(
    private readonly table: DistrictTable,
    private readonly ports: PortBook,
  ) {
    this.books = OWNERS.map((rows) => ({
      ids: table.numbering[rows]!.ids,
      residual: table.f64(rows, "settleResidual_1"),
      rounds: table.i32(rows, "settleRounds"),
      tick: table.i32(rows, "settleTick"),
    }));
  }

  /** After a settling. One that needed a single round has moved no port twice: nothing to note but its residual, 0. */
  note(tick: number): void {
    this.places ??= this.found();
    const places = this.places;
    this.ports.forEachSettled((handle, _owner, moves, residual) => {
      if (moves < 2 && residual === 0) return;
      const { book, row } = places[handle]!;
      if (book < 0) return;
      const b = this.books[book]!;
      if (residual > b.residual[row]! || (b.residual[row] === 0 && moves > b.rounds[row]!)) b.tick[row] = tick;
      b.residual[row] = Math.max(residual, b.residual[row]!);
      b.rounds[row] = Math.max(moves, b.rounds[row]!);
    });
  }

  private found() {
    const places: { book: number; row: number }[] = [];
    this.ports.forEachSettled((handle, owner) => {
      const book = OWNERS.findIndex((rows) => this.table.numbering[rows]!.row(owner) >= 0);
      places[handle] = { book, row: book < 0 ? -1 : this.table.numbering[OWNERS[book]!]!.row(owner) };
    });
    return places;
  }

  /** Worst first: by residual, then by rounds, then by id. */
  worst(): SettledDevice[] {
    const found = this.books.flatMap(({ ids, residual, rounds, tick }) =>
      ids.flatMap((device, row) =>
        residual[row]! > 0 || rounds[row]! > 1
          ? [{ device, residual: residual[row]!, rounds: rounds[row]!, tick: tick[row]! }]
          : [],
      ),
    );
    found.sort((x, y) => y.residual - x.residual || y.rounds - x.rounds || (x.device < y.device ? -1 : 1));
    return found.slice(0, MOST_LISTED);
  }
}
