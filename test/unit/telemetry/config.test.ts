import { expect, test } from "vitest";
import { issueText } from "../../../sim-core/model/issue";
import { takes } from "../../../sim-core/telemetry/adapters/mqtt";
import { indexed } from "../../../sim-core/telemetry/adapters/opcua/reading";
import { readBridgeConfig } from "../../../sim-core/telemetry/config";
import { pointsOf } from "../../../sim-core/telemetry/edit";
import { PAYLOAD_FORM, type PayloadForm, readPayload } from "../../../sim-core/telemetry/payload";

const configOf = (source: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  readBridgeConfig(
    JSON.stringify({
      format: "crosscurrent-bridge/1",
      mapping: "m.json",
      sources: [{ id: "a", protocol: "mqtt", url: "mqtt://127.0.0.1", subscriptions: [], ...source }],
      ...more,
    }),
    "b.json",
  );
const faults = (...given: Parameters<typeof configOf>) => configOf(...given).issues.map((i) => issueText(i));

test("a source on this machine needs nothing more; what is left out has its default", () => {
  const { config, issues } = configOf({ subscriptions: [{ filter: "a/+/#" }] });
  expect(issues).toEqual([]);
  expect(config!.sources[0]).toMatchObject({ version: 4, clientId: "crosscurrent-a", keepalive_s: 15, tls: null });
});

test("a byte order mark at the front, as editors on Windows write it, is no fault and moves no line", () => {
  const text = JSON.stringify({ format: "crosscurrent-bridge/1", mapping: "m", sources: [] });
  expect(readBridgeConfig(`\uFEFF${text}`, "b.json").issues).toEqual(readBridgeConfig(text, "b.json").issues);
  expect(pointsOf('\uFEFF{"points":[{"point":"a"}]}')).toEqual([{ from: 0, told: { point: "a" } }]);
});

test("another machine must be asked for, and a line in the clear once more", () => {
  expect(faults({ url: "mqtt://broker.example" })).toHaveLength(2);
  expect(faults({ url: "mqtt://broker.example", allowRemote: true })).toEqual([
    'b.json:1: sources[0].url: got mqtt://broker.example, wanted an encrypted connection, or "allowInsecure": true',
  ]);
  expect(faults({ url: "mqtts://broker.example", allowRemote: true })).toEqual([]);
  expect(faults({ url: "mqtt://localhost.example.com" })).toHaveLength(2);
});

test("a secret written into the file is refused, and the fault does not repeat it", () => {
  const found = faults({ password: "hunter2" });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain("a secret does not stand in a configuration");
  expect(JSON.stringify(configOf({ password: "hunter2" }))).not.toContain("hunter2");
  const inUrl = faults({ url: "mqtt://me:hunter2@127.0.0.1" });
  expect(inUrl).toHaveLength(1);
  expect(inUrl[0]).not.toContain("hunter2");
  expect(faults({ password: { env: "PW" } })).toEqual([]);
});

test("OPC UA: encrypted when nothing is said; a password over None and a withdrawn policy are refused", () => {
  const opcua = { protocol: "opcua", url: "opc.tcp://127.0.0.1:4840", subscriptions: undefined };
  expect(configOf(opcua).config!.sources[0]).toMatchObject({ mode: "SignAndEncrypt", policy: "Aes256_Sha256_RsaPss" });
  expect(faults({ ...opcua, mode: "None", user: "u", password: { env: "PW" } })).toHaveLength(1);
  expect(faults({ ...opcua, policy: "Basic128Rsa15" })).toHaveLength(1);
});

test("filters, unknown fields and unknown protocols are named", () => {
  expect(faults({ subscriptions: [{ filter: "a#" }, { filter: "a+/b" }, { filter: "#/a" }] })).toHaveLength(3);
  expect(faults({ protocol: "modbus" })[0]).toContain("wanted mqtt or opcua");
  expect(faults({ keepalive: 3 })[0]).toContain("unknown field");
});

test("topic filters take what MQTT 4.7 says", () => {
  const hit = (filter: string, topic: string) => takes(filter.split("/"), topic.split("/"));
  expect([hit("a/#", "a"), hit("a/+", "a/b"), hit("+/+", "/b"), hit("#", "a/b/c")]).toEqual([true, true, true, true]);
  expect([hit("a/+", "a/b/c"), hit("#", "$SYS/x"), hit("+/x", "$SYS/x"), hit("a", "a/b")]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test("a node id with a namespace URI gets its present index", () => {
  const spaces = ["http://opcfoundation.org/UA/", "urn:me", "urn:field"];
  expect(indexed("nsu=urn:field;s=a;b", spaces)).toBe("ns=2;s=a;b");
  expect([indexed("ns=0;i=2258", spaces), indexed("nsu=urn:gone;i=1", spaces)]).toEqual(["ns=0;i=2258", undefined]);
});

const read = (text: string | Uint8Array, form: Partial<PayloadForm> = {}, how = {}) =>
  readPayload(
    "t",
    typeof text === "string" ? new TextEncoder().encode(text) : text,
    { ...PAYLOAD_FORM, ...form },
    5,
    how,
  );

test("plain, json and metrics payloads become readings with their own time, unit and quality", () => {
  expect(read("12.5")[0]).toMatchObject({ point: "t", value: "12.5", source_ms: Number.NaN });
  expect(read("true")[0]!.value).toBe(true);
  const json = { kind: "json" } as const;
  const object = '{"value":3,"unit":"kPa","quality":"bad","time":"2026-01-01T00:00:00+01:00"}';
  expect(read(object, json)[0]).toMatchObject({ value: 3, unit: "kPa", status: 0x80000000, source_ms: 1767222000000 });
  const list =
    '{"timestamp":1000,"metrics":[{"name":"a","value":1,"timestamp":2000},{"name":"b","value":2},{"value":3}]}';
  const metrics = read(list, { kind: "metrics", time: "timestamp", timeUnit: "ms" });
  expect(metrics.map((r) => [r.point, r.value, r.source_ms, r.fault])).toEqual([
    ["t#a", 1, 2000, undefined],
    ["t#b", 2, 1000, undefined],
    ["t", null, Number.NaN, "notJson"],
  ]);
});

test.each([
  ["{", "notJson"],
  ['{"value":1,"time":"2026-01-01T00:00:00"}', "badTime"],
  ['{"value":1,"time":1700000000}', "badTime"],
  ['{"value":[1]}', "notNumber"],
  ["[]", undefined],
  ["\ufeff{}", "notText"],
  ["[".repeat(100_000), "notJson"],
] as const)("json payload %s is a fault, never a value", (text, fault) => {
  const [reading] = read(text, { kind: "json" });
  expect([reading!.value, reading!.fault]).toEqual([null, fault]);
});

test("bytes that are no UTF-8 and payloads above 256 KiB are faults; a retained value without a time says so", () => {
  expect(read(Uint8Array.of(0xff, 0xfe))[0]!.fault).toBe("notText");
  expect(read("1".repeat(300_000))[0]!.fault).toBe("tooLarge");
  expect(read("1", {}, { isRetained: true })[0]!.fault).toBe("retained");
});
