-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "scenarioId" TEXT NOT NULL,
    "scenarioName" TEXT NOT NULL,
    "scenario" BLOB NOT NULL,
    "scenarioHash" TEXT NOT NULL,
    "districtHash" TEXT NOT NULL,
    "engineHash" TEXT NOT NULL,
    "seed" BIGINT NOT NULL,
    "ticks" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "digest" TEXT,
    "wallMs" REAL,
    "result" BLOB,
    "layout" BLOB,
    "failure" TEXT,
    "name" TEXT,
    "parentId" TEXT,
    "forkTick" INTEGER,
    "edits" BLOB,
    CONSTRAINT "Run_districtHash_fkey" FOREIGN KEY ("districtHash") REFERENCES "District" ("hash") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Run_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_Run" ("createdAt", "digest", "districtHash", "engineHash", "failure", "id", "layout", "result", "scenario", "scenarioHash", "scenarioId", "scenarioName", "seed", "source", "status", "ticks", "wallMs") SELECT "createdAt", "digest", "districtHash", "engineHash", "failure", "id", "layout", "result", "scenario", "scenarioHash", "scenarioId", "scenarioName", "seed", "source", "status", "ticks", "wallMs" FROM "Run";
DROP TABLE "Run";
ALTER TABLE "new_Run" RENAME TO "Run";
CREATE INDEX "Run_createdAt_idx" ON "Run"("createdAt");
CREATE INDEX "Run_digest_idx" ON "Run"("digest");
CREATE INDEX "Run_parentId_idx" ON "Run"("parentId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
