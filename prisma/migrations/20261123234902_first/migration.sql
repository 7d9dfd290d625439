-- CreateTable
CREATE TABLE "District" (
    "hash" TEXT NOT NULL PRIMARY KEY,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "elements" INTEGER NOT NULL,
    "bytes" BLOB NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- CreateTable
CREATE TABLE "Run" (
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
    CONSTRAINT "Run_districtHash_fkey" FOREIGN KEY ("districtHash") REFERENCES "District" ("hash") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "RunBlock" (
    "runId" TEXT NOT NULL,
    "firstTick" INTEGER NOT NULL,
    "tickCount" INTEGER NOT NULL,
    "bytes" BLOB NOT NULL,

    PRIMARY KEY ("runId", "firstTick"),
    CONSTRAINT "RunBlock_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "Run_createdAt_idx" ON "Run"("createdAt");

-- CreateIndex
CREATE INDEX "Run_digest_idx" ON "Run"("digest");
