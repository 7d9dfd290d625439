import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

// The table is Prisma's own, so that `prisma migrate` finds its books in order.
const BOOKS = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
  "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`;

/** Applies the migrations of `folder` which the database `file` has not seen, oldest first, each in one transaction.
 *  Returns the names applied. Not `prisma migrate deploy`: it downloads an engine, and a start must work offline. */
export function applyMigrations(file: string, folder: string): string[] {
  const database = new Database(file);
  try {
    database.pragma("journal_mode = WAL");
    database.pragma("busy_timeout = 5000");
    database.pragma("foreign_keys = OFF"); // SQLite changes a table by rebuilding it
    database.exec(BOOKS);
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    return names.filter((name) => applyOne(database, name, readFileSync(join(folder, name, "migration.sql"), "utf8")));
  } finally {
    database.close();
  }
}

function applyOne(database: Database.Database, name: string, sql: string): boolean {
  const checksum = createHash("sha256").update(sql).digest("hex");
  // immediate: a second process that starts at the same moment waits here, then finds the row
  return database
    .transaction(() => {
      const seen = database
        .prepare("SELECT checksum FROM _prisma_migrations WHERE migration_name = ? AND finished_at IS NOT NULL")
        .get(name) as { checksum: string } | undefined;
      if (seen?.checksum === checksum) return false;
      if (seen) throw new Error(`migration ${name} was edited after this database had applied it`);
      database.exec(sql);
      const now = Date.now();
      database
        .prepare(
          "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES (?, ?, ?, ?, ?, 1)",
        )
        .run(randomUUID(), checksum, name, now, now);
      return true;
    })
    .immediate();
}
