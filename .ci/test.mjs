// npm test: set up, check, run the suites one after the other, say minutes and counts. Usage: npm test [-- name ...]
// --full runs the large counts; both write their figures as JSON (build/test.json, build/test-full.json).
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { setUp } from "./setup.mjs";
import { inRoot, SetupError, toolEnv } from "./steps.mjs";

const typed = process.argv.slice(2);
const isFull = typed.includes("--full");
const names = typed.filter((word) => word !== "--full");

const node = (script, ...args) => [process.execPath, inRoot(script), ...args];

/** Checks pass or fail as one; suites count their tests. Minutes are where the watchdog bites, not what is expected. */
const CHECKS = [
  {
    name: "lint",
    minutes: 2,
    command: node("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."),
  },
  // not the root's tsconfig: it also takes in what the development server left in .next
  { name: "types", minutes: 4, command: node("node_modules/typescript/bin/tsc", "-p", ".ci/tsconfig.json") },
  { name: "rules", minutes: 2, command: node(".ci/rules.mjs") },
  { name: "migrations", minutes: 1, command: node(".ci/migrations.mjs", "check") },
];
const SUITES = [
  { name: "unit", minutes: 3 },
  { name: "laws", minutes: 4 },
  { name: "balance", minutes: 4 },
  { name: "reference", minutes: 5 },
  { name: "oracle", minutes: 4 },
  { name: "coupled", minutes: 5 },
  { name: "fuzz", minutes: 4 },
  { name: "live", minutes: 8 },
  { name: "browser", minutes: 8 },
];
const FULL_FACTOR = 15;

const all = [...CHECKS, ...SUITES];
const unknown = names.filter((name) => !all.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`npm test: no suite "${unknown[0]}"; there are ${all.map((part) => part.name).join(", ")}`);
  process.exit(2);
}
const chosen = names.length === 0 ? all : all.filter((part) => names.includes(part.name));

let running;
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    killGroup(running, "SIGKILL");
    process.exit(1);
  });

/** The child and all that it started (a server, a browser, workers): it leads a group of its own. */
function killGroup(child, signal) {
  if (!child?.pid) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/** Runs to its end or to the watchdog's. Resolves to the exit code, or to a word on why there is none. */
function runBounded([program, ...args], minutes, env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: inRoot(), env, stdio: ["ignore", "inherit", "inherit"], detached: true });
    running = child;
    let outOfTime = false;
    const watchdog = setTimeout(() => {
      outOfTime = true;
      killGroup(child, "SIGKILL");
    }, minutes * 60_000);
    const end = (result) => {
      clearTimeout(watchdog);
      killGroup(child, "SIGKILL"); // what it left running
      running = undefined;
      resolve(outOfTime ? `stopped after ${minutes} minutes` : result);
    };
    child.on("error", (error) => end(error.message));
    child.on("exit", (code, signal) => end(code ?? `ended by ${signal}`));
  });
}

async function runPart(part) {
  const isCheck = CHECKS.includes(part);
  const report = inRoot("build/test", `${part.name}.json`);
  rmSync(report, { force: true });
  const command = isCheck
    ? part.command
    : node(
        "node_modules/vitest/vitest.mjs",
        ...["run", "--project", part.name, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
      );
  const env = { ...toolEnv, ...(isFull ? { CROSSCURRENT_FULL: "1" } : {}) };
  const code = await runBounded(command, part.minutes * (isFull ? FULL_FACTOR : 1), env);
  if (isCheck)
    return {
      passed: code === 0 ? 1 : 0,
      failed: code === 0 ? 0 : 1,
      skipped: 0,
      why: code === 0 ? [] : [String(code)],
    };
  return readReport(report, code);
}

/** What a failed test said, and the line of it that the summary's reader looks up. */
function gist(message) {
  const [first = ""] = stripVTControlCharacters(message).split("\n");
  const [, place] = /(test\/[\w/.-]+\.ts:\d+)/.exec(message) ?? [];
  return place ? `${first} (${place})` : first;
}

/** Counts of one suite. A suite that ended badly without a failed test still counts as one failure. */
function readReport(file, code) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0, why: [`no report: ${code}`] };
  const json = JSON.parse(readFileSync(file, "utf8"));
  const tests = json.testResults.flatMap((result) => result.assertionResults);
  const unloaded = json.testResults.filter(
    (result) => result.status === "failed" && result.assertionResults.length === 0,
  );
  const failed = tests.filter((test) => test.status === "failed");
  const counts = {
    passed: tests.filter((test) => test.status === "passed").length,
    failed: failed.length + unloaded.length,
    skipped: tests.filter((test) => !["passed", "failed"].includes(test.status)).length,
  };
  const why = [
    ...failed.map((test) => `${test.fullName}: ${gist(test.failureMessages?.[0] ?? "")}`),
    ...unloaded.map((result) => `${result.name}: ${result.message}`),
  ];
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1, why: [`ended badly: ${code}`] };
  return { ...counts, why };
}

const started = performance.now();
const minutesSince = (from) => (performance.now() - from) / 60_000;
try {
  const wantsApp = names.length === 0 || names.includes("browser");
  setUp(wantsApp ? ["build"] : ["prisma", "wasm", "workers", "cli"]);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`npm test: set-up failed. ${error.message}`);
  console.log("0 passed, 1 failed, 0 skipped");
  process.exit(1);
}
mkdirSync(inRoot("build/test"), { recursive: true });
const results = [{ name: "set-up", minutes: minutesSince(started), passed: 0, failed: 0, skipped: 0, why: [] }];
for (const part of chosen) {
  const from = performance.now();
  console.log(`\n== ${part.name}`);
  results.push({ name: part.name, ...(await runPart(part)), minutes: minutesSince(from) });
}

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log("\nsuite        minutes  passed  failed  skipped");
for (const r of results)
  console.log(
    `${r.name.padEnd(12)} ${r.minutes.toFixed(2).padStart(7)} ${String(r.passed).padStart(7)} ${String(r.failed).padStart(7)} ${String(r.skipped).padStart(8)}`,
  );
console.log(`${"all".padEnd(12)} ${minutesSince(started).toFixed(2).padStart(7)}`);
for (const r of results) for (const reason of r.why) console.log(`FAILED ${r.name}: ${reason}`);
const totals = { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
const answer = { size: isFull ? "full" : "landing", minutes: minutesSince(started), ...totals, suites: results };
writeFileSync(inRoot("build", isFull ? "test-full.json" : "test.json"), `${JSON.stringify(answer, null, 2)}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed > 0 ? 1 : 0);
