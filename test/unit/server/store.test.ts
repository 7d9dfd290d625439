import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, expect, test } from "vitest";
import { openDatabase } from "../../../app/_server/database";
import { applyMigrations } from "../../../app/_server/migrate";
import * as store from "../../../app/_server/store";
import { tinyDistrict, tinyLayout, tinyResult, tinyScenario } from "../../support/runs";

const folder = mkdtempSync(join(tmpdir(), "crosscurrent-store-"));
const file = join(folder, "deep/er/runs.db");
const db = openDatabase(file);
afterAll(async () => {
  await db.$disconnect();
  rmSync(folder, { recursive: true });
});

const run = (over: Partial<store.NewRun> = {}): store.NewRun => ({
  scenario: tinyScenario(),
  district: tinyDistrict(),
  seed: 4_294_967_295,
  ticks: 3,
  engineHash: "e",
  source: "browser",
  status: "done",
  result: tinyResult(),
  layout: tinyLayout(),
  ...over,
});

test("a database is made with its folders, and a second opening applies 0 migrations", () => {
  expect(applyMigrations(file, "prisma/migrations")).toEqual([]);
});

test("a fresh file takes every migration once, in order, with Prisma's own books", () => {
  const names = readdirSync("prisma/migrations").filter((name) => !name.endsWith(".toml"));
  const fresh = join(folder, "fresh.db");
  expect(applyMigrations(fresh, "prisma/migrations")).toEqual(names);
  const rows = new Database(fresh, { readonly: true })
    .prepare("SELECT migration_name, applied_steps_count, length(checksum) AS digits FROM _prisma_migrations")
    .all();
  expect(rows).toEqual(names.map((name) => ({ migration_name: name, applied_steps_count: 1, digits: 64 })));
});

test("a migration edited after it was applied is refused by name", () => {
  const edited = join(folder, "edited.db");
  const [name] = applyMigrations(edited, "prisma/migrations");
  new Database(edited).exec("UPDATE _prisma_migrations SET checksum = 'other'");
  expect(() => applyMigrations(edited, "prisma/migrations")).toThrow(`migration ${name} was edited`);
});

test("a run comes back with its digest, result, layout, inputs and the same 6 f32 values in 2 blocks", async () => {
  const id = await store.saveRun(db, run());
  const values = [1.5, Number.NaN, -0, 3e38, 1e-40, 0.1].map(Math.fround);
  await store.saveBlock(db, id, { firstTick: 2, tickCount: 1, values: new Float32Array(values.slice(4)) });
  await store.saveBlock(db, id, { firstTick: 0, tickCount: 2, values: new Float32Array(values.slice(0, 4)) });
  expect(await store.getRun(db, id)).toMatchObject({
    digest: tinyResult().digest,
    result: tinyResult(),
    layout: tinyLayout(),
    seed: 4_294_967_295,
    ticks: 3,
    blocks: [
      { firstTick: 0, tickCount: 2 },
      { firstTick: 2, tickCount: 1 },
    ],
  });
  expect(await store.getRunInputs(db, id)).toEqual({
    scenario: tinyScenario(),
    district: tinyDistrict(),
    seed: 4_294_967_295,
    ticks: 3,
  });
  expect((await store.getRunBlocks(db, id)).flatMap((slab) => [...slab.values])).toEqual(values);
});

test("equal districts share 1 row, and it goes with its last run", async () => {
  const district = tinyDistrict("Shared");
  const [first, second] = [await store.saveRun(db, run({ district })), await store.saveRun(db, run({ district }))];
  const rows = () => db.district.count({ where: { name: "Shared" } });
  expect(await rows()).toBe(1);
  expect(await store.deleteRun(db, first)).toBe(true);
  expect(await rows()).toBe(1);
  expect(await store.deleteRun(db, second)).toBe(true);
  expect(await rows()).toBe(0);
  expect(await store.deleteRun(db, second)).toBe(false);
  expect(await db.runBlock.count({ where: { runId: second } })).toBe(0);
});

test("a queued run that fails keeps its reason and has no digest", async () => {
  const id = await store.saveRun(db, run({ status: "queued", result: undefined, layout: undefined, source: "server" }));
  await store.updateRun(db, id, { status: "failed", failure: "worker ended at tick 12" });
  expect(await store.getRun(db, id)).toMatchObject({
    status: "failed",
    failure: "worker ended at tick 12",
    digest: null,
  });
});

test("the list is newest first and ends at its limit", async () => {
  for (let i = 0; i < 3; i++) await store.saveRun(db, run());
  expect(await store.listRuns(db, 2)).toHaveLength(2);
  const stamps = (await store.listRuns(db, 500)).map((r) => r.createdAt);
  expect(stamps).toEqual([...stamps].sort().reverse());
});

test("a branch is kept under its parent with its edits, replaced in place, and goes with it", async () => {
  const change = { at_s: 60, op: "set", target: "P", fields: { isOn: false }, by: "user", why: "off" } as const;
  const edits = { done: [[change]], undone: [] };
  const root = await store.saveRun(db, run({ name: "Root" }));
  const branch = (parent: string, name: string) => run({ name, branch: { parent, forkTick: 1, edits } });
  const first = await store.saveRun(db, branch(root, "First"));
  const second = await store.saveRun(db, branch(first, "Second"));
  await store.saveBlock(db, first, { firstTick: 1, tickCount: 1, values: new Float32Array(2) });
  const tree = await store.getTree(db, second);
  expect(tree.map((r) => [r.name, r.parentId, r.forkTick])).toEqual([
    ["Root", null, null],
    ["First", root, 1],
    ["Second", first, 1],
  ]);
  expect(tree[1]!.edits).toEqual(edits);
  const undone = { done: [], undone: [[change]] };
  const again = run({ name: "First", result: tinyResult(), branch: { parent: root, forkTick: 1, edits: undone } });
  expect(await store.replaceRun(db, first, again)).toBe(true);
  expect(await store.getRun(db, first)).toMatchObject({ edits: undone, parentId: root, blocks: [] });
  expect(await store.getTree(db, first)).toHaveLength(3);
  expect(await store.replaceRun(db, "none", again)).toBe(false);
  await store.deleteRun(db, root);
  expect(await store.getRun(db, second)).toBeNull();
});

test("the migration that brings branches keeps the runs and blocks of before", () => {
  const old = join(folder, "old.db");
  const migrations = join(folder, "migrations");
  const [first, ...later] = readdirSync("prisma/migrations").filter((name) => !name.endsWith(".toml"));
  cpSync(join("prisma/migrations", first!), join(migrations, first!), { recursive: true });
  applyMigrations(old, migrations);
  const database = new Database(old);
  database.exec(`INSERT INTO District (hash, id, name, elements, bytes) VALUES ('h', 'd', 'D', 1, x'00');
    INSERT INTO Run (id, scenarioId, scenarioName, scenario, scenarioHash, districtHash, engineHash, seed, ticks, status, source)
    VALUES ('r', 's', 'S', x'00', 'h', 'h', 'e', 1, 3, 'done', 'browser');
    INSERT INTO RunBlock (runId, firstTick, tickCount, bytes) VALUES ('r', 0, 3, x'00');`);
  database.close();
  expect(applyMigrations(old, "prisma/migrations")).toEqual(later);
  const after = new Database(old, { readonly: true });
  expect(after.prepare("SELECT id, parentId FROM Run").all()).toEqual([{ id: "r", parentId: null }]);
  expect(after.prepare("SELECT count(*) AS n FROM RunBlock").all()).toEqual([{ n: 1 }]);
  after.close();
});
