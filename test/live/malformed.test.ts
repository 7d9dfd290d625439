import { afterEach, expect, test } from "vitest";
import { openBroker } from "../../sim-core/cli/field/mqtt";
import { encodePayload } from "../../sim-core/cli/field/sparkplug";
import { Random } from "../../sim-core/model/random";
import { openBridge } from "../../sim-core/telemetry/adapters/bridge";
import { Spool } from "../../sim-core/telemetry/adapters/spool";
import { samplesOf } from "../../sim-core/telemetry/batch";
import { readBridgeConfig } from "../../sim-core/telemetry/config";
import { isOwnTag } from "../../sim-core/telemetry/sample";
import { Bench, freePort, pause, until } from "../support/live";
import { seed, size } from "../support/size";
import { levelTag, mappingOf } from "../support/telemetry";

let bench: Bench;
afterEach(() => bench.close());

const text = (s: string) => Buffer.from(s, "utf8");
const now = () => new Date().toISOString();
const NUMBERS = [
  "NaN",
  "Infinity",
  "-inf",
  "1e999",
  "1,5",
  "0x1F",
  "1 2",
  "12 m",
  "++1",
  "",
  " ",
  "٣",
  "true",
  "[]",
  "one",
];
const OBJECTS = [
  ...['{"value":', '{"value":1', "{'value':1}", "null", "[]", '"x"', "{}", '{"value":null}', '{"value":[1]}'],
  ...['{"value":{}}', '{"value":"1,5"}', '{"value":1e400}', '{"value":true}', '{"value":NaN}', '{"Value":1}'],
  ...['{"value":1,"time":"yesterday"}', '{"value":1,"time":12}', '{"value":1,"time":"2026-02-30"}'],
  ...['{"value":1,"time":"1970-01-01T00:00:00Z"}', '{"value":1,"time":"2199-01-01T00:00:00Z"}'],
  ...['{"value":1,"time":"-000001-01-01T00:00:00Z"}', '{"value":1,"unit":"furlong"}', '{"value":1,"quality":"bad"}'],
];
const LISTS = [
  "{}",
  "[]",
  '{"metrics":{}}',
  '{"metrics":[1,null,"x",{}]}',
  '{"metrics":[{"name":"a"}]}',
  '{"metrics":[{"value":1}]}',
];

/** One message that no honest device sends. */
function malformed(random: Random): { topic: string; payload: Buffer } {
  const kind = random.pick([
    "plain",
    "json",
    "list",
    "bytes",
    "cut",
    "utf16",
    "bom",
    "huge",
    "unknown",
    "range",
    "sparkplug",
  ]);
  const whole = text(JSON.stringify({ value: 1, time: now(), unit: "m" }));
  switch (kind) {
    case "plain":
      return { topic: "plain/a", payload: text(random.pick(NUMBERS)) };
    case "json":
      return { topic: "json/a", payload: text(random.pick(OBJECTS)) };
    case "list":
      return { topic: "list/a", payload: text(random.pick(LISTS)) };
    case "bytes":
      return {
        topic: random.pick(["plain/a", "json/a", "list/a"]),
        payload: Buffer.from(Array.from({ length: 1 + random.below(60) }, () => 128 + random.below(128))),
      };
    case "cut":
      return { topic: "json/a", payload: whole.subarray(0, 1 + random.below(whole.length - 1)) };
    case "utf16":
      return { topic: random.pick(["plain/a", "json/a"]), payload: Buffer.from(`\ufeff${random.unit()}`, "utf16le") };
    case "bom":
      return { topic: "plain/a", payload: text(`\ufeff${random.unit()}`) };
    case "huge":
      return { topic: random.pick(["plain/a", "json/a"]), payload: Buffer.alloc(5000 + random.below(5000), "9") };
    case "sparkplug": {
      const bytes = encodePayload({
        time_ms: Date.now(),
        seq: random.below(256),
        metrics: [{ alias: 1, time_ms: Date.now(), value: random.unit(), datatype: 10 }],
      });
      for (let n = 1 + random.below(5); n > 0; n--) bytes[random.below(bytes.length)] = random.below(256);
      const type = random.pick(["DDATA", "DBIRTH", "NDEATH", "nonsense"]);
      return { topic: `spBv1.0/G/${type}/N${type[0] === "N" ? "" : "/D"}`, payload: Buffer.from(bytes) };
    }
    case "range":
      return { topic: "plain/a", payload: text(String(random.pick([1e7, -1e7, 1e300, -1e308, 2 ** 53]))) };
    default:
      return {
        topic: `plain/${"x".repeat(random.below(300))}${random.below(1e9)}`,
        payload: text(String(random.unit())),
      };
  }
}

const COUNT = size(500, 5000);
test(`${COUNT} malformed messages: no crash, every one counted by its reason, none of them looks good`, async () => {
  bench = new Bench();
  const random = new Random(seed(11));
  const broker = await openBroker(await freePort());
  const source = {
    ...{ id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${broker.port}`, limits: { bytes: 4000, topic: 200 } },
    subscriptions: [
      ...["plain", "json", "list"].map((form) => ({ filter: `${form}/#`, form: form === "list" ? "metrics" : form })),
      { filter: "spBv1.0/#", form: "sparkplug" },
    ],
  };
  const { config } = readBridgeConfig(
    JSON.stringify({ format: "crosscurrent-bridge/1", mapping: "-", heartbeat_s: 60, sources: [source] }),
    "b.json",
  );
  const points = ["plain/a", "json/a", "list/a", "list/a#a", "spBv1.0/G/N/D"].map((point) => ({
    point,
    tag: point,
    range: [-1e6, 1e6],
  }));
  const tags = points.map((p) => ({ ...levelTag, id: p.tag }));
  const mapping = mappingOf(points, "m");
  const bridge = openBridge({ config: config!, mapping, tags, folder: bench.folder, note: () => {} });
  await until("the subscription", () => bridge.health().sources[0]!.link.state === "up");
  const { default: mqtt } = await import("mqtt");
  const publisher = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 4 });
  for (let k = 0; k < COUNT; ) {
    const part = Array.from({ length: Math.min(50, COUNT - k) }, () => malformed(random));
    await Promise.all(part.map(({ topic, payload }) => publisher.publishAsync(topic, payload, { qos: 1 })));
    k += part.length;
  }
  await until("all messages", () => bridge.health().sources[0]!.messages >= COUNT);
  // and the road still works; in the same millisecond as the last of them it would be a correction of that
  await pause(5);
  await publisher.publishAsync("json/a", JSON.stringify({ value: 2.5, time: now() }), { qos: 1 });
  await until("the good one", () => bridge.health().counts.good === 1);
  const { counts } = bridge.health();
  await publisher.endAsync(true);
  await bridge.stop();
  await broker.stop();

  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  console.log(JSON.stringify(counts));
  expect(total).toBeGreaterThanOrEqual(COUNT + 1); // a list may hold several
  for (const reason of [
    "notNumber",
    "notJson",
    "notText",
    "tooLarge",
    "absent",
    "badTime",
    "future",
    "tooOld",
    "unmapped",
    "outOfRange",
    "wrongUnit",
    "sourceBad",
    "notSparkplug",
  ])
    expect(counts[reason], reason).toBeGreaterThan(0);
  const kept = new Spool(bench.path("spool"), 1e9)
    .read(0, 1e6)
    .flatMap(samplesOf)
    .filter((s) => !isOwnTag(s.tag));
  expect(kept.filter((s) => s.quality !== "bad")).toEqual([expect.objectContaining({ tag: "json/a", value: 2.5 })]);
  expect(kept.filter((s) => s.quality === "bad" && !Number.isNaN(s.value))).toEqual([]);
});
