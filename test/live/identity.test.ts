import { createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openMqttField } from "../../sim-core/cli/field/mqtt";
import { STATION } from "../../sim-core/cli/field/points";
import { openBridge } from "../../sim-core/telemetry/adapters/bridge";
import { Spool } from "../../sim-core/telemetry/adapters/spool";
import { samplesOf } from "../../sim-core/telemetry/batch";
import { readBridgeConfig } from "../../sim-core/telemetry/config";
import { isOwnTag } from "../../sim-core/telemetry/sample";
import { Bench, freePort, hasMosquitto, mosquittoOn, pause, until } from "../support/live";
import { size } from "../support/size";
import { levelTag, mappingOf } from "../support/telemetry";

let bench: Bench;
afterEach(() => bench.close());

const TOPIC = "plant/level";
const points = [{ point: TOPIC, tag: "T.level_m" }];

function bridgeTo(port: number, more: Record<string, unknown> = {}, map = points) {
  const source = { id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${port}`, keepalive_s: 2, ...more };
  const { config, issues } = readBridgeConfig(
    JSON.stringify({
      format: "crosscurrent-bridge/1",
      mapping: "-",
      heartbeat_s: 60,
      sources: [{ subscriptions: [{ filter: "plant/#" }], ...source }],
    }),
    "b.json",
  );
  if (!config) throw new Error(JSON.stringify(issues));
  return openBridge({ config, mapping: mappingOf(map, "m"), tags: [levelTag], folder: bench.folder, note: () => {} });
}
const kept = () =>
  new Spool(bench.path("spool"), 1e9)
    .read(0, 1e6)
    .flatMap(samplesOf)
    .filter((s) => !isOwnTag(s.tag))
    .map((s) => `${s.value} ${s.quality}${s.reason === "none" ? "" : ` ${s.reason}`}`);

/** A broker of a few lines that forgets nothing and can be told what to send: packet ids and DUP as a test wants them. */
async function scriptedBroker(isKept: (connection: number) => boolean) {
  const sockets: Socket[] = [];
  const acknowledged: number[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    const connection = sockets.length;
    let bytes = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (more) => {
      bytes = Buffer.concat([bytes, more]);
      while (bytes.length >= 2 && bytes.length >= 2 + bytes[1]!) {
        const packet = bytes.subarray(0, 2 + bytes[1]!);
        bytes = bytes.subarray(packet.length);
        const type = packet[0]! >> 4;
        if (type === 1) socket.write(Buffer.from([0x20, 2, isKept(connection) ? 1 : 0, 0]));
        if (type === 8) socket.write(Buffer.from([0x90, 3, packet[2]!, packet[3]!, 1]));
        if (type === 12) socket.write(Buffer.from([0xd0, 0]));
        if (type === 4) acknowledged.push(packet.readUInt16BE(2));
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const place = server.address();
  return {
    port: typeof place === "object" && place ? place.port : 0,
    acknowledged,
    get connections() {
      return sockets.length;
    },
    send(id: number, value: number, isAgain = false) {
      const topic = Buffer.from(TOPIC);
      const body = Buffer.concat([
        Buffer.from([0, topic.length]),
        topic,
        Buffer.from([id >> 8, id & 255]),
        Buffer.from(String(value)),
      ]);
      sockets[sockets.length - 1]!.write(Buffer.concat([Buffer.from([isAgain ? 0x3a : 0x32, body.length]), body]));
    },
    cut: () => sockets[sockets.length - 1]!.destroy(),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test("DUP and packet id: what was kept is dropped after a broken line and after a restart; the same value anew passes", async () => {
  bench = new Bench();
  const broker = await scriptedBroker((connection) => connection > 1);
  let bridge = bridgeTo(broker.port);
  await until("the subscription", () => bridge.health().sources[0]!.link.state === "up");
  for (const id of [1, 2, 3]) broker.send(id, id === 3 ? 1 : id); // 1, 2, 1
  await until("three values", () => broker.acknowledged.length === 3);
  broker.cut(); // the acknowledgements did not arrive
  await until(
    "the second connection",
    () => broker.connections === 2 && bridge.health().sources[0]!.link.state === "up",
  );
  for (const id of [1, 2, 3]) broker.send(id, id === 3 ? 1 : id, true);
  broker.send(4, 9, true); // sent before on the line that broke, and never had
  await until("all are acknowledged", () => broker.acknowledged.length === 7);
  expect(bridge.health().counts).toEqual({ good: 3, duplicate: 3, queued: 1 });
  await pause(800); // nothing more is queued
  broker.send(1, 1); // a new message under an old id
  broker.send(5, 9);
  await until("two more", () => bridge.health().counts.good === 5);
  await bridge.stop();

  bridge = bridgeTo(broker.port);
  await until(
    "the third connection",
    () => broker.connections === 3 && bridge.health().sources[0]!.link.state === "up",
  );
  broker.send(1, 1, true);
  broker.send(5, 9, true);
  broker.send(5, 9); // a new one, but perhaps of long ago
  await until("one more", () => bridge.health().counts.queued === 1);
  expect(bridge.health().counts).toEqual({ duplicate: 2, queued: 1 });
  await bridge.stop();
  broker.close();
  expect(kept()).toEqual([
    "1 good",
    "2 good",
    "1 good",
    "9 uncertain queued",
    "1 good",
    "9 good",
    "9 uncertain queued",
  ]);
});

test("a session that the broker forgot takes its packet ids with it: the same id, topic and value are a new reading", async () => {
  bench = new Bench();
  const broker = await scriptedBroker(() => false);
  const bridge = bridgeTo(broker.port);
  await until("the subscription", () => bridge.health().sources[0]!.link.state === "up");
  broker.send(1, 5);
  await until("the value", () => broker.acknowledged.length === 1);
  broker.cut();
  await until("the line", () => broker.connections === 2 && bridge.health().sources[0]!.link.state === "up");
  broker.send(1, 5, true);
  await until("the value", () => bridge.health().counts.queued === 1); // said before, to nobody: when, is not known
  await bridge.stop();
  broker.close();
});

const KILLS = size(2, 20);
test.skipIf(!hasMosquitto)(
  `mosquitto, values without a time, ${KILLS} kills of bridge and broker in turn: none lost, none good twice, in order`,
  async () => {
    bench = new Bench();
    const port = await freePort();
    const lines = ["allow_anonymous true", "persistence true", `persistence_location ${bench.path("")}/`];
    lines.push("autosave_on_changes true", "autosave_interval 1");
    const startBroker = async () => (await mosquittoOn(bench, lines, port)).child;
    let broker = await startBroker();
    bench.write("mapping.json", {
      format: "crosscurrent-mapping/1",
      points: [{ source: "m", point: TOPIC, tag: "TOWER.level_m", unit: "m", interval_s: 5 }],
    });
    bench.write("bridge.json", {
      ...{ format: "crosscurrent-bridge/1", mapping: "mapping.json", heartbeat_s: 60 },
      sources: [
        {
          ...{ id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${port}`, keepalive_s: 2 },
          subscriptions: [{ filter: "plant/#" }],
        },
      ],
    });
    const startBridge = async () => {
      const child = bench.cli("bridge", ["bridge", "--config", bench.path("bridge.json")]);
      await until("the subscription", () => bench.said.get("bridge")!.join("").includes("m: up"));
      return child;
    };
    let bridge = await startBridge();
    const { default: mqtt } = await import("mqtt");
    let isOver = false;
    const sent: number[] = [];
    const publishing = (async () => {
      const publisher = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
        reconnectPeriod: 200,
        protocolVersion: 4,
      });
      publisher.on("error", () => {});
      for (let k = 0; !isOver; k++) {
        await publisher.publishAsync(TOPIC, String(k), { qos: 1 });
        sent.push(k);
        await pause(20);
      }
      await publisher.endAsync(true);
    })();
    for (let k = 0; k < KILLS; k++) {
      await pause(500);
      if (k % 2 === 0) {
        await bench.kill(bridge);
        await pause(300);
        bridge = await startBridge();
      } else {
        await pause(1200); // it writes its queue a moment after it has acknowledged; that loss would be its own
        await bench.kill(broker);
        broker = await startBroker();
      }
    }
    await pause(1500);
    isOver = true;
    await publishing;
    const { length } = kept();
    await until("all", async () => kept().length >= length && kept().some((s) => s.startsWith(`${sent.at(-1)} `)));
    await bench.kill(bridge);
    const all = kept();
    const good = all.filter((s) => s.endsWith(" good")).map((s) => Number(s.split(" ")[0]));
    const values = new Set(all.map((s) => Number(s.split(" ")[0])));
    const lost = sent.filter((k) => !values.has(k));
    const queued = all.filter((s) => s.endsWith("queued")).length;
    console.log(
      JSON.stringify({
        sent: sent.length,
        good: good.length,
        queued,
        repeated: all.length - values.size,
        lost: lost.length,
      }),
    );
    expect(new Set(good).size).toBe(good.length); // never the same reading twice as good
    expect(good).toEqual([...good].sort((a, b) => a - b));
    expect(lost.length).toBeLessThanOrEqual(KILLS / 2); // in flight at the broker's deaths, acknowledged and not on its disk
    expect(good.length).toBeGreaterThan(sent.length / 5);
  },
  (60 + 10 * KILLS) * 1000,
);

test("Sparkplug B from the demo field through a broker: born, then good by alias, each value once", async () => {
  bench = new Bench();
  const field = await openMqttField({ port: await freePort(), sparkplug: "town" });
  const place = `spBv1.0/town/${STATION.node}/${STATION.device}`;
  const bridge = bridgeTo(
    Number(new URL(field.url).port),
    { subscriptions: [{ filter: "spBv1.0/#", form: "sparkplug" }] },
    [{ point: `${place}#T`, tag: "T.level_m" }],
  );
  await until("the subscription", () => bridge.health().sources[0]!.link.state === "up");
  const point = { via: "sparkplug", name: "T", unit: "m" } as never;
  for (let k = 0; k < 5; k++) {
    await field.tell([{ point, value: k }], Date.now());
    await pause(5);
  }
  await until("five values", () => bridge.health().counts.good === 5);
  expect(bridge.health().sources[0]!.refused).toEqual([]);
  await bridge.stop();
  await field.stop();
  expect(kept()).toEqual(["0 good", "1 good", "2 good", "3 good", "4 good"]);
});
