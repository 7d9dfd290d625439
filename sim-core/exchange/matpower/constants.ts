const list = (names: string): readonly string[] => names.split(" ");

// Names of columns, counted from 1, as MATPOWER's idx_bus, idx_gen and idx_brch define them.
// Source: MATPOWER User's Manual, appendix B "Data File Format".
export const BUS_COLUMNS = list("BUS_I BUS_TYPE PD QD GS BS BUS_AREA VM VA BASE_KV ZONE VMAX VMIN");
export const GEN_COLUMNS = list(
  "GEN_BUS PG QG QMAX QMIN VG MBASE GEN_STATUS PMAX PMIN PC1 PC2 QC1MIN QC1MAX QC2MIN QC2MAX RAMP_AGC RAMP_10 RAMP_30 RAMP_Q APF",
);
export const BRANCH_COLUMNS = list("F_BUS T_BUS BR_R BR_X BR_B RATE_A RATE_B RATE_C TAP SHIFT BR_STATUS ANGMIN ANGMAX");

const numbered = (names: readonly string[], first = 1) => names.map((name, i) => [name, first + i] as const);

/** What a call of idx_bus and its kin puts out, in the order of its outputs. */
export const INDEX_FUNCTIONS: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  idx_bus: [...numbered(list("PQ PV REF NONE")), ...numbered([...BUS_COLUMNS, ...list("LAM_P LAM_Q MU_VMAX MU_VMIN")])],
  idx_gen: numbered([...GEN_COLUMNS, ...list("MU_PMAX MU_PMIN MU_QMAX MU_QMIN")]),
  idx_brch: [
    ...numbered(BRANCH_COLUMNS.slice(0, 11)),
    ...numbered(list("PF QF PT QT MU_SF MU_ST"), 14),
    ["ANGMIN", 12],
    ["ANGMAX", 13],
    ...numbered(list("MU_ANGMIN MU_ANGMAX"), 20),
  ],
  idx_cost: [["PW_LINEAR", 1], ["POLYNOMIAL", 2], ...numbered(list("MODEL STARTUP SHUTDOWN NCOST COST"))],
};
