/** The suites, in the order in which `npm test` runs them; each is a folder of the same name under test/. */
export const SUITES = ["unit", "laws", "balance", "reference", "oracle", "coupled", "fuzz", "browser"] as const;
export type Suite = (typeof SUITES)[number];
