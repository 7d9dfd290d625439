import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openMqttField } from "../../sim-core/cli/field/mqtt";
import { openOpcuaField } from "../../sim-core/cli/field/opcua";
import { OPCUA_NAMESPACE } from "../../sim-core/cli/field/points";
import { openBridge } from "../../sim-core/telemetry/adapters/bridge";
import { readBridgeConfig } from "../../sim-core/telemetry/config";
import { Bench, freePort, pause, recordingProxy, until } from "../support/live";
import { levelTag, mappingOf } from "../support/telemetry";
import { MQTT_LISTENS, mqttPackets } from "../support/wire";

let bench: Bench;
afterEach(() => bench.close());

const bridgeOn = (source: Record<string, unknown>, points: { point: string; tag: string }[]) => {
  const { config, issues } = readBridgeConfig(
    JSON.stringify({ format: "crosscurrent-bridge/1", mapping: "-", heartbeat_s: 0.3, sources: [source] }),
    "bridge.json",
  );
  if (!config) throw new Error(JSON.stringify(issues));
  const tags = points.map((p) => ({ ...levelTag, id: p.tag }));
  const mapping = mappingOf(points, String(source.id));
  return openBridge({ config, mapping, tags, folder: bench.folder, note: () => {} });
};

test("MQTT: of all bytes that leave there is no PUBLISH and no will, through a break of the line too", async () => {
  bench = new Bench();
  const field = await openMqttField({ port: await freePort() });
  const proxy = await recordingProxy(Number(new URL(field.url).port));
  const bridge = bridgeOn(
    {
      ...{ id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${proxy.port}`, keepalive_s: 1 },
      subscriptions: [{ filter: "a/#" }],
    },
    [{ point: "a/b", tag: "T.level_m" }],
  );
  const point = { via: "plain", topic: "a/b", unit: "m" } as never;
  await until("the subscription", () => bridge.health().sources[0]!.link.state === "up");
  for (let k = 0; k < 20; k++) await field.tell([{ point, value: k }], Date.now());
  await until("twenty values", () => bridge.health().counts.good === 20);
  proxy.breakAll();
  await until("the second connection", () => bridge.health().sources[0]!.connections >= 2);
  await until("the subscription", () => bridge.health().sources[0]!.link.state === "up");
  await field.tell([{ point, value: 99 }], Date.now());
  // the session was kept: it may have waited at the broker
  await until("one more", () => (bridge.health().counts.good ?? 0) + (bridge.health().counts.queued ?? 0) === 21);
  await pause(1500); // a ping
  await bridge.stop();
  await field.stop();
  proxy.server.close();

  const streams = proxy.out.map((parts) => mqttPackets(Buffer.concat(parts)));
  const types = streams.flatMap((s) => s.types);
  expect(types.filter((type) => !MQTT_LISTENS.has(type))).toEqual([]);
  for (const wanted of [1, 4, 8, 12]) expect(types).toContain(wanted);
  expect(streams.flatMap((s) => s.connectFlags).filter((flags) => (flags & 0b0011_1100) !== 0)).toEqual([]); // will bits
});

/** Services by the numeric id of their request's binary encoding (OPC 10000-6): those that a listener may call. */
const OPCUA_LISTENS = new Map([
  [422, "FindServers"],
  [428, "GetEndpoints"],
  [446, "OpenSecureChannel"],
  [452, "CloseSecureChannel"],
  [461, "CreateSession"],
  [467, "ActivateSession"],
  [473, "CloseSession"],
  [527, "Browse"],
  [533, "BrowseNext"],
  [554, "TranslateBrowsePaths"],
  [631, "Read"],
  [664, "HistoryRead"],
  [751, "CreateMonitoredItems"],
  [763, "ModifyMonitoredItems"],
  [769, "SetMonitoringMode"],
  [781, "DeleteMonitoredItems"],
  [787, "CreateSubscription"],
  [793, "ModifySubscription"],
  [799, "SetPublishingMode"],
  [826, "Publish"],
  [832, "Republish"],
  [841, "TransferSubscriptions"],
  [847, "DeleteSubscriptions"],
]);

/** Service ids of the requests in a stream of OPC UA bytes, security None, one chunk a message. */
function opcuaServices(bytes: Buffer): number[] {
  const services: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const type = bytes.toString("latin1", at, at + 3);
    const size = bytes.readUInt32LE(at + 4);
    expect(["HEL", "OPN", "MSG", "CLO"]).toContain(type);
    if (type !== "HEL") {
      expect(bytes.toString("latin1", at + 3, at + 4)).toBe("F");
      let k = at + 12; // behind type, size and channel
      if (type === "OPN") {
        for (let field = 0; field < 3; field++) k += 4 + Math.max(0, bytes.readInt32LE(k)); // policy, two certificates
      } else k += 4; // the token
      k += 8; // sequence number and request id
      const form = bytes[k]!; // node id: two, four or more bytes
      services.push(form === 0 ? bytes[k + 1]! : form === 1 ? bytes.readUInt16LE(k + 2) : -1);
    }
    at += size;
  }
  return services;
}

test("OPC UA: of all requests that leave none is Write, Call, AddNodes, HistoryUpdate or anything but reading", async () => {
  bench = new Bench();
  const point = { name: "T.level_m", source: "opcua" } as never;
  const field = await openOpcuaField({ port: await freePort(), folder: bench.folder, points: [point] });
  const proxy = await recordingProxy(Number(new URL(field.url).port));
  const bridge = bridgeOn(
    { id: "o", protocol: "opcua", url: `opc.tcp://127.0.0.1:${proxy.port}/field`, mode: "None", trustAny: true },
    [{ point: `nsu=${OPCUA_NAMESPACE};s=T.level_m`, tag: "T.level_m" }],
  );
  await until("the subscription", () => bridge.health().sources[0]!.link.state === "up");
  const toSee = (value: number) =>
    until("the value", async () => {
      await field.tell([{ point, value }], Date.now());
      const { counts } = bridge.health();
      return (counts.sourceUncertain ?? 0) >= value;
    });
  await toSee(1);
  await toSee(2);
  proxy.breakAll();
  await until("the break", () => bridge.health().sources[0]!.link.state === "lost");
  await until("the line again", () => bridge.health().sources[0]!.link.state === "up");
  await toSee(3);
  await bridge.stop();
  await field.stop();
  proxy.server.close();

  const services = proxy.out.flatMap((parts) => opcuaServices(Buffer.concat(parts)));
  expect(services.filter((id) => !OPCUA_LISTENS.has(id))).toEqual([]);
  for (const wanted of ["CreateSubscription", "CreateMonitoredItems", "Publish", "Read"])
    expect(services.map((id) => OPCUA_LISTENS.get(id))).toContain(wanted);
});

test("the recording shows a write when there is one: a PUBLISH through the same line is seen", async () => {
  bench = new Bench();
  const field = await openMqttField({ port: await freePort() });
  const proxy = await recordingProxy(Number(new URL(field.url).port));
  const socket = connect(proxy.port, "127.0.0.1");
  socket.write(Buffer.from("100c00044d5154540402003c00003003000161", "hex"));
  await until("the bytes", () => proxy.out.some((parts) => mqttPackets(Buffer.concat(parts)).types.includes(3)));
  socket.destroy();
  await field.stop();
  proxy.server.close();
});
