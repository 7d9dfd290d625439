import type { MqttClient } from "mqtt";
import { afterEach, expect, test } from "vitest";
import { openBroker } from "../../sim-core/cli/field/mqtt";
import { encodePayload, type TellMetric } from "../../sim-core/cli/field/sparkplug";
import { openBridge } from "../../sim-core/telemetry/adapters/bridge";
import { Spool } from "../../sim-core/telemetry/adapters/spool";
import { samplesOf } from "../../sim-core/telemetry/batch";
import { readBridgeConfig } from "../../sim-core/telemetry/config";
import { isOwnTag } from "../../sim-core/telemetry/sample";
import { Bench, freePort, hasMosquitto, mosquittoOn, recordingProxy, until } from "../support/live";
import { levelTag, mappingOf } from "../support/telemetry";
import { MQTT_LISTENS, mqttPackets } from "../support/wire";

let bench: Bench;
afterEach(() => bench.close());

const [DOUBLE, UINT64] = [10, 8];
const POINTS = [
  { point: "spBv1.0/G/N/A#level", tag: "a" },
  { point: "spBv1.0/G/N/B#level", tag: "b" },
];

/** An edge node on a broker as the specification has it: QoS 0, its death is its will. */
async function edgeNode(port: number, bdSeq: number) {
  const { default: mqtt } = await import("mqtt");
  const number = () => ({ name: "bdSeq", time_ms: Date.now(), value: bdSeq, datatype: UINT64 });
  const death = Buffer.from(encodePayload({ time_ms: Date.now(), metrics: [number()] }));
  const will = { topic: "spBv1.0/G/NDEATH/N", payload: death, qos: 1 as const, retain: false };
  const client: MqttClient = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ protocolVersion: 4, reconnectPeriod: 0, clientId: `edge-${bdSeq}`, will },
  });
  const send = (type: string, device: string, seq: number, metrics: readonly Partial<TellMetric>[]) => {
    const time_ms = Date.now();
    const told = metrics.map((m) => ({ time_ms, value: 0, datatype: DOUBLE, ...m }));
    const topic = `spBv1.0/G/${type}/N${device && `/${device}`}`;
    return client.publishAsync(topic, Buffer.from(encodePayload({ time_ms, seq, metrics: told })), { qos: 0 });
  };
  return {
    send,
    /** Born with both devices: alias 1 is A's level, alias 2 is B's. */
    async born(a: number, b: number) {
      await send("NBIRTH", "", 0, [number()]);
      await send("DBIRTH", "A", 1, [{ name: "level", alias: 1, value: a, unit: "m" }]);
      await send("DBIRTH", "B", 2, [{ name: "level", alias: 2, value: b, unit: "m" }]);
    },
    /** Without a goodbye: the broker tells its will. */
    dies: () => client.stream.destroy(),
    tellsAgain: (payload: Buffer) => client.publishAsync("spBv1.0/G/NDEATH/N", payload, { qos: 1 }),
    death,
    ends: () => client.endAsync(true),
  };
}

test.each([["the embedded broker"], ...(hasMosquitto ? [["mosquitto"]] : [])])(
  "Sparkplug B through %s: gap, overtaken message, deaths and rebirth show in the Tags' quality, and the bridge publishes nothing",
  async (which) => {
    bench = new Bench();
    const broker = which === "mosquitto" ? await mosquittoOn(bench) : await openBroker(await freePort());
    const proxy = await recordingProxy(broker.port);
    const { config } = readBridgeConfig(
      JSON.stringify({
        ...{ format: "crosscurrent-bridge/1", mapping: "-", heartbeat_s: 60 },
        sources: [
          {
            ...{ id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${proxy.port}`, keepalive_s: 1 },
            subscriptions: [{ filter: "spBv1.0/#", form: "sparkplug" }],
          },
        ],
      }),
      "b.json",
    );
    const tags = POINTS.map((p) => ({ ...levelTag, id: p.tag }));
    const mapping = mappingOf(POINTS, "m");
    const bridge = openBridge({ config: config!, mapping, tags, folder: bench.folder, note: () => {} });
    const kept = () =>
      new Spool(bench.path("spool"), 1e9)
        .read(0, 1e6)
        .flatMap(samplesOf)
        .filter((s) => !isOwnTag(s.tag));
    const said = () => kept().map((s) => `${s.tag} ${s.value} ${s.quality} ${s.reason}`);
    let seen = 0;
    /** Everything that came since the last call, when the last of it has come. */
    const comes = async (...wanted: string[]) => {
      await until(wanted.join(", "), () => said().length >= seen + wanted.length).catch((error) => {
        throw new Error(`${error.message}: ${said().slice(seen).join(", ")}`);
      });
      expect(said().slice(seen)).toEqual(wanted);
      seen = said().length;
    };
    const complaint = () => bridge.health().sources[0]!.refused.map((r) => r.why)[0];
    await until("the subscription", () => bridge.health().sources[0]!.link.state === "up");

    const first = await edgeNode(broker.port, 1);
    await first.send("DDATA", "A", 7, [{ alias: 1, value: 1 }]);
    await until("the complaint", complaint);
    expect(complaint()).toMatch(/^data before a birth; waiting for its next birth .* does not ask for one$/);
    await first.born(1, 2);
    await comes("a 1 good none", "b 2 good none");
    expect(complaint()).toBeUndefined();
    await first.send("DDATA", "A", 3, [{ alias: 1, value: 1.5 }]);
    await comes("a 1.5 good none");
    // 5 overtakes 4
    await first.send("DDATA", "A", 5, [{ alias: 1, value: 1.7 }]);
    await comes("b 2 uncertain seqGap", "a 1.7 uncertain seqGap");
    await first.send("DDATA", "B", 4, [{ alias: 2, value: 2.5 }]);
    await comes("b 2.5 good none", "a 1.7 good none");
    expect(complaint()).toBeUndefined();
    // 6 is lost
    await first.send("DDATA", "A", 7, [{ alias: 1, value: 1.8 }]);
    await comes("b 2.5 uncertain seqGap", "a 1.8 uncertain seqGap");
    await first.send("DDATA", "B", 8, [{ alias: 2, value: 2.6 }]);
    await comes("b 2.6 uncertain seqGap");
    expect(complaint()).toMatch(/^messages are lost \(seq\); waiting for its next birth/);
    await first.born(1.9, 2.7);
    await comes("a 1.9 good none", "b 2.7 good none");
    expect(complaint()).toBeUndefined();
    // one device dies alone, then the node; an old will does not count
    await first.send("DDEATH", "B", 3, []);
    await comes("b NaN bad offline");
    await first.send("DDATA", "A", 4, [{ alias: 1, value: 2 }]);
    await comes("a 2 good none");
    first.dies();
    await comes("a NaN bad offline"); // b was dead before
    expect(complaint()).toBe("dead");
    const second = await edgeNode(broker.port, 2);
    await second.born(3, 4);
    await comes("a 3 good none", "b 4 good none");
    await second.tellsAgain(first.death);
    await second.send("DDATA", "A", 3, [{ alias: 1, value: 3.5 }]);
    await comes("a 3.5 good none");
    // what was told while the bridge's line was broken is lost: QoS 0 does not wait at the broker
    proxy.breakAll();
    await until("the break", () => bridge.health().sources[0]!.link.state === "lost");
    await second.send("DDATA", "A", 4, [{ alias: 1, value: 3.6 }]);
    await until("the line", () => bridge.health().sources[0]!.link.state === "up");
    await second.send("DDATA", "A", 5, [{ alias: 1, value: 3.7 }]);
    await until("the last value", () => said().some((line) => line.startsWith("a 3.7")));
    const last = said().slice(seen);
    // a broker may keep what came so soon after the break; then nothing is lost
    const isKept = last[0] === "a 3.6 good none";
    expect(last).toEqual(
      isKept ? ["a 3.6 good none", "a 3.7 good none"] : ["b 4 uncertain seqGap", "a 3.7 uncertain seqGap"],
    );
    await second.ends();
    await bridge.stop();
    if ("stop" in broker) await broker.stop();
    proxy.server.close();

    const streams = proxy.out.map((parts) => mqttPackets(Buffer.concat(parts)));
    expect(streams.flatMap((s) => s.types).filter((type) => !MQTT_LISTENS.has(type))).toEqual([]);
    expect(streams.flatMap((s) => s.connectFlags).filter((flags) => (flags & 0b0011_1100) !== 0)).toEqual([]); // wills
  },
);
