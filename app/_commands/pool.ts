import { openPool, type Pool } from "@/sim-core";

let pool: Pool | null = null;

/** The page's one pool; its workers start with the first job. */
export function thePool(): Pool {
  pool ??= openPool();
  return pool;
}
