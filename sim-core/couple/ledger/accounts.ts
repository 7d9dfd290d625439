/** One account of the books: in = out + stored + lost, every tick. */
export interface AccountSpec {
  readonly name: string;
  readonly unit: "J" | "kg" | "m3" | "EUR";
  /** Row set of the district's table that carries it. */
  readonly rows: "energyAccount" | "massAccount" | "waterAccount" | "moneyAccount";
  /** Columns of its gap are judged: a party's own books (money) close by definition. */
  readonly isJudged: boolean;
}

/** Who buys and sells: the companies, the people who live and work here, and the world around. */
export const PARTIES = ["water", "power", "gas", "heat", "users", "outside"] as const;
export type Party = (typeof PARTIES)[number];

const account = (name: string, unit: AccountSpec["unit"], isJudged = true): AccountSpec => {
  const rows = { J: "energyAccount", kg: "massAccount", m3: "waterAccount", EUR: "moneyAccount" } as const;
  return { name, unit, rows: rows[unit], isJudged };
};

export const ACCOUNTS: readonly AccountSpec[] = [
  account("electricity", "J"),
  account("gas", "kg"),
  account("heat", "J"),
  account("cold", "J"),
  account("water", "m3"),
  account("CO2 on site", "kg"),
  account("energy ports", "J"),
  account("energy of the district", "J"),
  account("money of the district", "EUR"),
  ...PARTIES.map((party) => account(`money of ${party}`, "EUR", false)),
];
export const [POWER, GAS, HEAT, COLD, WATER, CARBON, PORTS, ENERGY, MONEY, PARTY] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;

/** In, out, stored, lost. */
export const TERMS = 4;
export const [IN, OUT, STORED, LOST] = [0, 1, 2, 3] as const;

/**
 * Throughput of a tick below which a gap is compared with this instead: 1 W and 1 mg/s over 300 s, and 0.1 m3, so that
 * 0.1 mL of a network that stands still (closed links pass 1e-10 m3/s in the solver) is no gap; one cent.
 */
export const FLOORS = { J: 300, m3: 0.1, kg: 3e-4, EUR: 0.01 } as const;

/** A gap above this share of the tick's throughput is an account that does not close. */
export const CLOSURE = 1e-6;

/** Ids of the row sets that carry the accounts. */
export function accountRows(): Record<AccountSpec["rows"], string[]> {
  const rows: Record<AccountSpec["rows"], string[]> = {
    energyAccount: [],
    massAccount: [],
    waterAccount: [],
    moneyAccount: [],
  };
  for (const { name, rows: set } of ACCOUNTS) rows[set].push(name);
  return rows;
}

/** One account of one tick. */
export interface LedgerTick {
  readonly name: string;
  readonly unit: AccountSpec["unit"];
  readonly in: number;
  readonly out: number;
  readonly stored: number;
  readonly lost: number;
  /** in - out - stored - lost: found, never filled in. */
  readonly gap: number;
}

/** The same of a run, and how well its worst tick closes. */
export interface LedgerRow extends LedgerTick {
  readonly worst_relative: number;
  readonly worst_tick: number;
  /** Where the gap of that tick arose; "" where the account closes. */
  readonly worst_device: string;
}

/** What one party paid another over the run, for what. */
export interface Payment {
  readonly from: Party;
  readonly to: Party;
  readonly what: string;
  readonly amount: number;
}

export interface LedgerSummary {
  readonly worst_relative: number;
  readonly per_utility: readonly LedgerRow[];
  readonly money: {
    readonly currency: "EUR";
    /** The district's bill from outside. */
    readonly lines: readonly { readonly what: string; readonly amount: number }[];
    readonly total: number;
    /** Who paid whom; a company pays itself nothing. */
    readonly payments: readonly Payment[];
    /** Received less paid: they add up to nothing. */
    readonly balances: readonly { readonly party: Party; readonly amount: number }[];
  };
  /** Carbon dioxide, kg: burnt here, and of the power bought from the grid. */
  readonly co2_kg: { readonly onSite: number; readonly grid: number };
}
