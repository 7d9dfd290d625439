// Migrations are SQL files, written and checked by Prisma's schema engine in its WebAssembly form (no download, no
// live database: it works on one in memory). They are applied by app/_server/migrate.ts when the server opens its file.
// Usage: node .ci/migrations.mjs check | new <name>
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
// the "bg" entry does not import the module itself, so that Node 20 can load it
import * as engineBindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { inRoot } from "./steps.mjs";

const folder = inRoot("prisma/migrations");
const lockFile = join(folder, "migration_lock.toml");

async function loadEngine() {
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = readFileSync(join(dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": engineBindings });
  engineBindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/** The engine sends a whole migration to its shadow database as one statement; the driver takes one at a time. */
function acceptingScripts(factory) {
  const open = factory.connectToShadowDb.bind(factory);
  factory.connectToShadowDb = async () => {
    const adapter = await open();
    const executeRaw = adapter.executeRaw.bind(adapter);
    adapter.executeRaw = async (query) => {
      if (query.args.length > 0) return executeRaw(query);
      await adapter.executeScript(query.sql);
      return 0;
    };
    return adapter;
  };
  return factory;
}

/** SQL from what the migrations make to what the schema says; empty text if they agree. */
async function difference() {
  const file = inRoot("prisma/schema.prisma");
  const schema = readFileSync(file, "utf8");
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((e) => e.isDirectory())
        .map((e) => e.name)
        .sort()
    : [];
  const migrationDirectories = names.map((name) => {
    const value = readFileSync(join(folder, name, "migration.sql"), "utf8");
    return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok", value } } };
  });
  const lock = existsSync(lockFile) ? readFileSync(lockFile, "utf8") : null;
  const from = names.length
    ? {
        tag: "migrations",
        baseDir: folder,
        shadowDbInitScript: "",
        lockfile: { path: "migration_lock.toml", content: lock },
        migrationDirectories,
      }
    : { tag: "empty" };
  await loadEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(acceptingScripts(new PrismaBetterSqlite3({ url: ":memory:" })));
  const engine = await engineBindings.SchemaEngine.new({ datamodels: [[file, schema]] }, () => {}, factory);
  const result = await engine.diff({
    from,
    to: { tag: "schemaDatamodel", files: [{ path: file, content: schema }] },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return result.exitCode === 0 ? "" : result.stdout;
}

const [command, name] = process.argv.slice(2);
if (command === "check") {
  const sql = await difference();
  if (sql)
    console.error(
      `prisma/schema.prisma and prisma/migrations differ; node .ci/migrations.mjs new <name> would write:\n${sql}`,
    );
  process.exit(sql ? 1 : 0);
} else if (command === "new" && name) {
  const sql = await difference();
  if (!sql) console.log("no change of the schema");
  else {
    const id = `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`;
    mkdirSync(join(folder, id), { recursive: true });
    writeFileSync(join(folder, id, "migration.sql"), sql);
    writeFileSync(lockFile, 'provider = "sqlite"\n');
    console.log(`wrote prisma/migrations/${id}`);
  }
  process.exit(0);
} else {
  console.error("usage: node .ci/migrations.mjs check | new <name>");
  process.exit(2);
}
