import type { ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { inflateSync } from "node:zlib";
import Database from "better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { harbourside } from "../../scenarios/districts/harbourside";
import { OPCUA_NAMESPACE } from "../../sim-core/cli/field/points";
import { Random } from "../../sim-core/model/random";
import { decodeBatch, samplesOf } from "../../sim-core/telemetry/batch";
import { isCurrent, type Sample } from "../../sim-core/telemetry/sample";
import { Bench, follow, freePort, hasMosquitto, mosquittoOn, pause, until } from "../support/live";
import { isFull, seed, size } from "../support/size";

let bench: Bench;
afterEach(() => bench?.close());

const VICTIMS = ["broker", "opcua", "bridge", "server", "database"] as const;
type Victim = (typeof VICTIMS)[number];
const KILLS = size(5, 100);
const BRIDGE_KILLS = 20;
/** What a bridge says on its way up, as it comes. */
const STAGES: readonly (readonly [string, RegExp])[] = [
  ["mapped", /points mapped/],
  ["mqttUp", /^m: up/m],
  ["opcuaUp", /^o: up/m],
];
/** mosquitto writes its queue to disk after every change, a moment after it has acknowledged: what it acknowledged that
 *  short before it was killed is the broker's own loss. Counted apart. */
const BROKER_WINDOW_ms = 100;

test.skipIf(!hasMosquitto)(
  `${KILLS} kills of broker, OPC UA server, bridge, workbench server and database lock at random moments: nothing acknowledged is lost, order kept`,
  () => kills(VICTIMS, KILLS),
  (120 + KILLS * 60) * 1000,
);
test.skipIf(!hasMosquitto || !isFull)(
  `${BRIDGE_KILLS} kills of the bridge alone: nothing acknowledged is lost, order kept, and where the seconds go`,
  () => kills(["bridge"], BRIDGE_KILLS),
  (120 + BRIDGE_KILLS * 60) * 1000,
);

async function kills(victims: readonly Victim[], count: number) {
  bench = new Bench();
  const random = new Random(seed(5));
  const tags = harbourside().tags;
  const counters = tags.filter((t) => !t.id.endsWith("voltage_1")).slice(0, 8);
  const volts = tags.filter((t) => t.id.endsWith("voltage_1"));
  const [web, port, opcuaPort, ownPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const url = `http://127.0.0.1:${web}`;
  const keeping = ["allow_anonymous true", "persistence true", `persistence_location ${bench.path("")}/`];
  keeping.push("autosave_on_changes true", "autosave_interval 1", "max_queued_messages 100000");
  const start: Record<Exclude<Victim, "database">, () => Promise<ChildProcess>> = {
    broker: async () => (await mosquittoOn(bench, keeping, port)).child,
    opcua: async () => {
      const child = bench.cli("field", [
        ...["field", "--every", "0.25", "--opcua", String(opcuaPort), "--mqtt", String(ownPort)],
        ...["--write", bench.path("field")],
      ]);
      await until("the field", () => bench.said.get("field")!.join("").includes("field devices"), 120).catch(
        (error) => {
          throw new Error(`${error.message}: ${bench.said.get("field")!.join("")}`);
        },
      );
      return child;
    },
    bridge: async () => bench.cli("bridge", ["bridge", "--config", bench.path("bridge.json")]),
    server: () => bench.server(web),
  };
  const running = {
    broker: await start.broker(),
    opcua: await start.opcua(),
    server: await start.server(),
  } as Record<Exclude<Victim, "database">, ChildProcess>;
  await fetch(`${url}/api/telemetry/ingest`, { method: "POST", body: "x" }); // makes the token
  bench.write("mapping.json", {
    format: "crosscurrent-mapping/1",
    points: [
      ...counters.map(({ id, unit }) => ({ source: "m", point: `count/${id}`, tag: id, unit, interval_s: 5 })),
      ...volts.map(({ id }) => ({
        source: "o",
        point: `nsu=${OPCUA_NAMESPACE};s=${id}`,
        tag: id,
        unit: "%",
        interval_s: 5,
      })),
    ],
  });
  bench.write("bridge.json", {
    format: "crosscurrent-bridge/1",
    mapping: "mapping.json",
    heartbeat_s: 1,
    workbench: { url, token: { file: bench.path("data/bridge.token") } },
    sources: [
      {
        ...{ id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${port}`, keepalive_s: 2 },
        subscriptions: [{ filter: "count/#", form: "json", timeUnit: "ms" }],
      },
      { id: "o", protocol: "opcua", url: `opc.tcp://127.0.0.1:${opcuaPort}/field`, mode: "None", trustAny: true },
    ],
  });
  running.bridge = await start.bridge();

  const stop = new AbortController();
  const streamed = new Map<string, number[]>();
  /** Newest source time that the stream has brought, of each road. */
  const newest_ms = { mqtt: 0, opcua: 0 };
  const isVolt = new Set(volts.map((t) => t.id));
  const qualities = new Set<string>();
  const following = (async () => {
    for await (const { event, data } of follow(`${url}/api/telemetry/stream`, stop.signal)) {
      if (event === "gap") throw new Error(`gap in the stream: ${JSON.stringify(data)}`);
      if (event !== "values") continue;
      data.tag.forEach((t, k) => {
        const tag = data.tags[t]!;
        if (tag.startsWith("@")) return;
        const road = isVolt.has(tag) ? "opcua" : "mqtt";
        newest_ms[road] = Math.max(newest_ms[road], data.time[k]!);
        if (road === "mqtt") streamed.set(tag, [...(streamed.get(tag) ?? []), data.value[k]!]);
      });
    }
  })();
  const names = counters.map((t) => t.id);
  // a broker keeps nothing for a session that was never there
  await until("the subscription", () => bench.said.get("bridge")!.join("").includes("m: up"));
  const counting = bench.start("counter", process.execPath, [
    resolve("test/support/live-counter.mjs"),
    ...[`mqtt://127.0.0.1:${port}`, JSON.stringify(names), "20"],
  ]);
  await until("values on both roads", () => newest_ms.mqtt > 0 && newest_ms.opcua > 0);

  const recovery = new Map<Victim, number[]>();
  const brokerKills_ms: number[] = [];
  const watching = setInterval(async () => {
    const answer = await fetch(`${url}/api/telemetry`)
      .then((r) => r.json())
      .catch(() => undefined);
    const present = answer?.present?.[names[0]!];
    if (present) qualities.add(`${present.quality} ${present.reason}`);
  }, 250);
  const stages = new Map<string, number[]>();
  const reach = (stage: string, ms: number) => stages.set(stage, [...(stages.get(stage) ?? []), ms]);
  for (let k = 0; k < count; k++) {
    const victim = k < victims.length ? victims[k]! : random.pick(victims);
    await pause(random.between(200, 1500));
    const killed_ms = Date.now();
    if (victim === "database") {
      const lock = new Database(bench.path("data/crosscurrent.db"));
      lock.exec("BEGIN EXCLUSIVE");
      await pause(random.between(500, 2500));
      lock.exec("COMMIT");
      lock.close();
    } else {
      await bench.kill(running[victim]);
      if (victim === "broker") brokerKills_ms.push(killed_ms);
      await pause(random.between(0, 800));
      running[victim] = await start[victim]();
    }
    const back_ms = Date.now();
    if (victim === "bridge") onStages(running.bridge, (stage) => reach(stage, Date.now() - back_ms));
    const roads =
      victim === "opcua"
        ? (["opcua"] as const)
        : victim === "broker"
          ? (["mqtt"] as const)
          : (["mqtt", "opcua"] as const);
    const shown = roads.map(async (road) => {
      await until(`${road} after ${victim}`, () => newest_ms[road] > back_ms, 90);
      if (victim === "bridge") reach(`${road}Shown`, Date.now() - back_ms);
    });
    await Promise.all(shown);
    recovery.set(victim, [...(recovery.get(victim) ?? []), Date.now() - back_ms]);
  }
  clearInterval(watching);
  counting.kill("SIGTERM");
  await until("the counters to end", () => counting.exitCode !== null);
  const told = bench.said
    .get("counter")!
    .join("")
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  const lastOf = new Map(told.map(([name, value]) => [name!, Number(value)]));
  await until(
    "the stream to have the last of each",
    () => names.every((n) => (streamed.get(n) ?? []).includes(lastOf.get(n)!)),
    30,
  );
  await until(
    "the database to have it all",
    async () => (await (await fetch(`${url}/api/telemetry`)).json()).live.unstored === 0,
  );
  stop.abort();
  await following;

  const db = new Database(bench.path("data/crosscurrent.db"), { readonly: true });
  const rows = db.prepare("SELECT bytes FROM LiveBlock ORDER BY firstSeq").all() as { bytes: Buffer }[];
  db.close();
  const stored = new Map<string, Sample[]>();
  let seq = 0;
  for (const { bytes } of rows) {
    const batch = decodeBatch(inflateSync(bytes));
    expect(batch.firstSeq).toBe(seq); // no hole in what is kept
    seq += batch.value.length;
    for (const sample of samplesOf(batch)) stored.set(sample.tag, [...(stored.get(sample.tag) ?? []), sample]);
  }
  let [lost, lostByBroker, twice, outOfOrder, notStreamed] = [0, 0, 0, 0, 0];
  for (const name of names) {
    const samples = stored.get(name)!;
    const values = new Set(samples.map((s) => s.value));
    const shown = new Set(streamed.get(name));
    twice += samples.length - values.size;
    const inTurn = samples.filter((s) => isCurrent(s.reason));
    outOfOrder += inTurn.filter((s, k) => k > 0 && s.value <= inTurn[k - 1]!.value).length;
    notStreamed += [...values].filter((v) => !shown.has(v)).length;
    for (const [told_name, value, acknowledged] of told) {
      if (told_name !== name || values.has(Number(value))) continue;
      const ms = Number(acknowledged);
      if (brokerKills_ms.some((t) => ms > t - BROKER_WINDOW_ms && ms < t + BROKER_WINDOW_ms)) lostByBroker++;
      else lost++;
    }
  }
  for (const id of isVolt) {
    const times = (stored.get(id) ?? []).filter((s) => isCurrent(s.reason)).map((s) => s.source_ms);
    outOfOrder += times.filter((t, k) => k > 0 && t < times[k - 1]!).length;
  }
  const acknowledged = told.length;
  console.log(
    JSON.stringify({
      acknowledged,
      lost,
      lostByBroker,
      twice,
      outOfOrder,
      notStreamed,
      recovery: spread(recovery),
      bridgeStages: spread(stages),
      qualities: [...qualities],
    }),
  );
  expect({ lost, twice, outOfOrder, notStreamed }).toEqual({ lost: 0, twice: 0, outOfOrder: 0, notStreamed: 0 });
}

/** Calls when the process first says each of the stages. */
function onStages(child: ChildProcess, reached: (stage: string) => void) {
  const open = new Map(STAGES);
  for (const stream of [child.stdout!, child.stderr!])
    stream.on("data", (bytes) => {
      for (const [stage, words] of open) {
        if (!words.test(String(bytes))) continue;
        open.delete(stage);
        reached(stage);
      }
    });
}

const spread = (times: ReadonlyMap<string, readonly number[]>) =>
  Object.fromEntries(
    [...times].map(([what, ms]) => {
      const sorted = ms.toSorted((a, b) => a - b);
      return [what, { times: ms.length, median_ms: sorted[ms.length >> 1], worst_ms: sorted.at(-1) }];
    }),
  );
