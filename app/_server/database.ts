import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaClient } from "@/prisma/generated/client";
import { applyMigrations } from "./migrate";
import { closeCutOffRuns } from "./store";

/** The project's folder: the start script names it; `next dev` by hand runs inside it. */
export const projectRoot = (): string => process.env.CROSSCURRENT_ROOT ?? process.cwd();

/** Folder of everything that is kept between starts. */
export const dataFolder = (): string =>
  process.env.CROSSCURRENT_DATA ?? join(/* turbopackIgnore: true */ projectRoot(), "data");

/** Opens a database file, made and brought up to date first. */
export function openDatabase(file: string): PrismaClient {
  mkdirSync(dirname(file), { recursive: true });
  applyMigrations(file, join(/* turbopackIgnore: true */ projectRoot(), "prisma/migrations"));
  return new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: `file:${file}` }) });
}

// kept on the global object: in development every edit loads this file anew, and each would open the file again
const kept = globalThis as typeof globalThis & { crosscurrentDatabase?: PrismaClient };

/** The server's one database, created at first use. */
export const database = (): PrismaClient => {
  if (!kept.crosscurrentDatabase) {
    kept.crosscurrentDatabase = openDatabase(join(/* turbopackIgnore: true */ dataFolder(), "crosscurrent.db"));
    void closeCutOffRuns(kept.crosscurrentDatabase); // queries are answered in order: this one comes first
  }
  return kept.crosscurrentDatabase;
};
