-- CreateTable
CREATE TABLE "LiveFeed" (
    "epoch" TEXT NOT NULL PRIMARY KEY,
    "district" TEXT NOT NULL,
    "openedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "storedSeq" BIGINT NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "LiveBlock" (
    "epoch" TEXT NOT NULL,
    "firstSeq" BIGINT NOT NULL,
    "lastSeq" BIGINT NOT NULL,
    "minTime" REAL NOT NULL,
    "maxTime" REAL NOT NULL,
    "received" REAL NOT NULL,
    "size" INTEGER NOT NULL,
    "bytes" BLOB NOT NULL,

    PRIMARY KEY ("epoch", "firstSeq"),
    CONSTRAINT "LiveBlock_epoch_fkey" FOREIGN KEY ("epoch") REFERENCES "LiveFeed" ("epoch") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "LiveBlock_received_idx" ON "LiveBlock"("received");
