/** Counts of a random test: the landing size in `npm test`, the large one in `npm run test:full`. */
export const isFull = process.env.CROSSCURRENT_FULL === "1";
export const size = (landing: number, full: number): number => (isFull ? full : landing);

/** Seed of a random test: fixed, printed, and settable to look at one case again. */
export function seed(fixed: number): number {
  const asked = process.env.CROSSCURRENT_SEED;
  const value = asked === undefined ? fixed : Number(asked);
  if (!Number.isInteger(value)) throw new Error(`CROSSCURRENT_SEED is an integer, not "${asked}"`);
  console.log(`seed ${value}`);
  return value;
}
