import type { Prisma, PrismaClient, Run } from "@/prisma/generated/client";
import type { District, Edits, FrameLayout, RunResult, Scenario, Slab } from "@/sim-core/server";
import { contentHash, packBytes, packJson, unpackBytes, unpackJson } from "./pack";

export type RunStatus = "queued" | "running" | "done" | "failed" | "cancelled";
export type RunSource = "browser" | "server";

/** What determines a run's digest. */
export interface RunInputs {
  readonly scenario: Scenario;
  readonly district: District;
  readonly seed: number;
  readonly ticks: number;
}

export interface NewRun extends RunInputs {
  readonly engineHash: string;
  readonly source: RunSource;
  readonly status: RunStatus;
  readonly result?: RunResult;
  readonly layout?: FrameLayout;
  readonly name?: string;
  readonly branch?: KeptBranch;
}

/** Where a branch leaves which run, and what a person changed in it. */
export interface KeptBranch {
  readonly parent: string;
  readonly forkTick: number;
  readonly edits: Edits;
}

/** A line of the list of runs. */
export interface RunSummary {
  readonly id: string;
  readonly createdAt: string;
  readonly scenario: { readonly id: string; readonly name: string; readonly hash: string };
  readonly district: { readonly id: string; readonly name: string; readonly elements: number; readonly hash: string };
  readonly engineHash: string;
  readonly seed: number;
  readonly ticks: number;
  readonly status: RunStatus;
  readonly source: RunSource;
  readonly digest: string | null;
  readonly wall_ms: number | null;
  readonly failure: string | null;
  readonly name: string | null;
  readonly parentId: string | null;
  readonly forkTick: number | null;
}

/** A line of the tree of a run and its branches. */
export interface TreeLine extends RunSummary {
  readonly edits: Edits | null;
}

export interface StoredRun extends TreeLine {
  readonly result: RunResult | null;
  readonly layout: FrameLayout | null;
  readonly blocks: readonly { readonly firstTick: number; readonly tickCount: number }[];
}

const WITHOUT_BYTES = { district: { omit: { bytes: true } } } as const;

/** Keeps a run (its district once per content) and gives its id. */
export async function saveRun(db: PrismaClient, run: NewRun): Promise<string> {
  const row = await db.run.create({ data: await rowOf(db, run), select: { id: true } });
  return row.id;
}

/** The same run with other Changes: what it was is gone, its branches stay. False when there is no such run. */
export async function replaceRun(db: PrismaClient, id: string, run: NewRun): Promise<boolean> {
  const data = await rowOf(db, run);
  return db.$transaction(async (tx) => {
    await tx.runBlock.deleteMany({ where: { runId: id } });
    const { count } = await tx.run.updateMany({ where: { id }, data });
    return count > 0;
  });
}

async function rowOf(db: PrismaClient, run: NewRun) {
  const districtText = JSON.stringify(run.district);
  const districtHash = contentHash(districtText);
  const { id, name, elements } = run.district;
  const district = { hash: districtHash, id, name, elements: elements.length };
  const [districtBytes, scenario, result, layout, edits] = await Promise.all([
    packBytes(Buffer.from(districtText)),
    packJson(run.scenario),
    run.result && packJson(run.result),
    run.layout && packJson(run.layout),
    run.branch && packJson(run.branch.edits),
  ]);
  await db.district.upsert({
    where: { hash: districtHash },
    create: { ...district, bytes: districtBytes },
    update: {},
  });
  return {
    scenarioId: run.scenario.id,
    scenarioName: run.scenario.name,
    scenario,
    scenarioHash: contentHash(JSON.stringify(run.scenario)),
    districtHash,
    engineHash: run.engineHash,
    seed: BigInt(run.seed),
    ticks: run.ticks,
    status: run.status,
    source: run.source,
    ...outcomeOf(run.result),
    result,
    layout,
    name: run.name,
    parentId: run.branch?.parent,
    forkTick: run.branch?.forkTick,
    edits,
  };
}

const outcomeOf = (result: RunResult | undefined) =>
  result && { digest: result.digest, wallMs: result.wall_ms, ticks: result.ticks };

/** What came of a run that was queued: status, and with it a result or the reason of the failure. */
export async function updateRun(
  db: PrismaClient,
  id: string,
  change: { status: RunStatus; result?: RunResult; failure?: string },
): Promise<void> {
  const { status, result, failure } = change;
  await db.run.update({
    where: { id },
    data: { status, failure, ...outcomeOf(result), ...(result ? { result: await packJson(result) } : {}) },
  });
}

export async function saveLayout(db: PrismaClient, id: string, layout: FrameLayout): Promise<void> {
  await db.run.update({ where: { id }, data: { layout: await packJson(layout) } });
}

/** Keeps consecutive ticks of display values. Sending the same ticks again replaces them. */
export async function saveBlock(db: PrismaClient, runId: string, slab: Slab): Promise<void> {
  const { firstTick, tickCount, values } = slab;
  const bytes = await packBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  await db.runBlock.upsert({
    where: { runId_firstTick: { runId, firstTick } },
    create: { runId, firstTick, tickCount, bytes },
    update: { tickCount, bytes },
  });
}

/** Newest first. */
export async function listRuns(db: PrismaClient, limit = 50): Promise<RunSummary[]> {
  const rows = await db.run.findMany({
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: limit,
    omit: { scenario: true, result: true, layout: true, edits: true },
    include: WITHOUT_BYTES,
  });
  return rows.map(summaryOf);
}

/** The whole tree that a run stands in, parents before their branches. Empty when there is no such run. */
export async function getTree(db: PrismaClient, id: string): Promise<TreeLine[]> {
  let root = id;
  for (;;) {
    const row = await db.run.findUnique({ where: { id: root }, select: { parentId: true } });
    if (!row) return [];
    if (!row.parentId) break;
    root = row.parentId;
  }
  const lines: TreeLine[] = [];
  let where: Prisma.RunWhereInput = { id: root };
  for (;;) {
    const rows = await db.run.findMany({
      where,
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      omit: { scenario: true, result: true, layout: true },
      include: WITHOUT_BYTES,
    });
    if (rows.length === 0) return lines;
    lines.push(...(await Promise.all(rows.map(lineOf))));
    where = { parentId: { in: rows.map((row) => row.id) } };
  }
}

export async function getRun(db: PrismaClient, id: string): Promise<StoredRun | null> {
  const row = await db.run.findUnique({
    where: { id },
    omit: { scenario: true },
    include: {
      ...WITHOUT_BYTES,
      blocks: { select: { firstTick: true, tickCount: true }, orderBy: { firstTick: "asc" } },
    },
  });
  if (!row) return null;
  return {
    ...(await lineOf(row)),
    result: row.result && (await unpackJson<RunResult>(row.result)),
    layout: row.layout && (await unpackJson<FrameLayout>(row.layout)),
    blocks: row.blocks,
  };
}

export async function getStatus(db: PrismaClient, id: string): Promise<RunStatus | null> {
  const row = await db.run.findUnique({ where: { id }, select: { status: true } });
  return row && (row.status as RunStatus);
}

/** At the start of a server nothing runs: what stands as queued or running was cut off when the last one ended. */
export async function closeCutOffRuns(db: PrismaClient): Promise<number> {
  const { count } = await db.run.updateMany({
    where: { status: { in: ["queued", "running"] } },
    data: { status: "failed", failure: "the server ended before the run did" },
  });
  return count;
}

/** Scenario, district, seed and ticks: what a second run needs to reach the same digest. */
export async function getRunInputs(db: PrismaClient, id: string): Promise<RunInputs | null> {
  const row = await db.run.findUnique({
    where: { id },
    select: { scenario: true, seed: true, ticks: true, district: { select: { bytes: true } } },
  });
  if (!row) return null;
  const [scenario, district] = await Promise.all([
    unpackJson<Scenario>(row.scenario),
    unpackJson<District>(row.district.bytes),
  ]);
  return { scenario, district, seed: Number(row.seed), ticks: row.ticks };
}

/** Deflated bytes of one block, as they lie in the database. */
export async function getPackedBlock(
  db: PrismaClient,
  runId: string,
  firstTick: number,
): Promise<{ tickCount: number; bytes: Uint8Array<ArrayBuffer> } | null> {
  return db.runBlock.findUnique({
    where: { runId_firstTick: { runId, firstTick } },
    select: { tickCount: true, bytes: true },
  });
}

/** All recorded display values of a run, in order of time. */
export async function getRunBlocks(db: PrismaClient, runId: string): Promise<Slab[]> {
  const rows = await db.runBlock.findMany({ where: { runId }, orderBy: { firstTick: "asc" } });
  return Promise.all(
    rows.map(async ({ firstTick, tickCount, bytes }) => ({
      firstTick,
      tickCount,
      values: new Float32Array((await unpackBytes(bytes)).buffer),
    })),
  );
}

/** Removes a run with its blocks and branches, and its district if no other run stands on it. False when there is no such run. */
export async function deleteRun(db: PrismaClient, id: string): Promise<boolean> {
  const { count } = await db.run.deleteMany({ where: { id } });
  if (count > 0) await db.district.deleteMany({ where: { runs: { none: {} } } });
  return count > 0;
}

type SummaryRow = Omit<Run, "scenario" | "result" | "layout" | "edits"> & {
  district: { hash: string; id: string; name: string; elements: number };
};

const lineOf = async (row: SummaryRow & Pick<Run, "edits">): Promise<TreeLine> => ({
  ...summaryOf(row),
  edits: row.edits && (await unpackJson<Edits>(row.edits)),
});

function summaryOf(row: SummaryRow): RunSummary {
  const { hash, id, name, elements } = row.district;
  return {
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    scenario: { id: row.scenarioId, name: row.scenarioName, hash: row.scenarioHash },
    district: { id, name, elements, hash },
    engineHash: row.engineHash,
    seed: Number(row.seed),
    ticks: row.ticks,
    status: row.status as RunStatus,
    source: row.source as RunSource,
    digest: row.digest,
    wall_ms: row.wallMs,
    failure: row.failure,
    name: row.name,
    parentId: row.parentId,
    forkTick: row.forkTick,
  };
}
