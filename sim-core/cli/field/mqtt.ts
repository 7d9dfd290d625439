import { createServer, type Server, type Socket } from "node:net";
import { type FieldPoint, STATION } from "./points";
import { SparkplugNode } from "./sparkplug";

export interface Told {
  readonly point: FieldPoint;
  readonly value: number;
}
export interface FieldServer {
  readonly url: string;
  tell(values: readonly Told[], time_ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** Plays the MQTT devices: to a broker that is there, or to one of our own (3.1.1, this machine only). */
export async function openMqttField(options: {
  port: number;
  broker?: string;
  /** The group under which some points are told as Sparkplug B. */
  sparkplug?: string;
}): Promise<FieldServer> {
  const { default: mqtt } = await import("mqtt");
  const own = options.broker === undefined ? await openBroker(options.port) : undefined;
  const url = options.broker ?? `mqtt://127.0.0.1:${own!.port}`;
  const node =
    options.sparkplug === undefined ? undefined : new SparkplugNode(options.sparkplug, STATION.node, STATION.device);
  const client = await mqtt.connectAsync(url, {
    ...{ protocolVersion: 4, reconnectPeriod: 500, queueQoSZero: false },
    ...(node ? { will: node.will(Date.now()) } : {}),
  });
  client.on("close", () => {
    node?.lost();
    if (node) client.options.will = node.will(Date.now());
  });
  client.on("error", () => {}); // it goes on trying

  /** Resolves when the broker has acknowledged; what cannot be sent now is lost, as with a device without a memory. */
  const send = async (topic: string, text: string) => {
    if (client.connected) await client.publishAsync(topic, text, { qos: 1 }).catch(() => undefined);
  };
  return {
    url,
    async tell(values, time_ms) {
      const lists = new Map<string, { name: string; value: number; timestamp: number }[]>();
      const sent: Promise<unknown>[] = [];
      const station: { name: string; value: number; unit: string }[] = [];
      for (const { point, value } of values) {
        const told = Number(value.toPrecision(8));
        if (point.via === "sparkplug") station.push({ name: point.name, value: told, unit: point.unit });
        else if (point.via === "plain") sent.push(send(point.topic, String(told)));
        else if (point.via === "json") {
          const time = new Date(time_ms).toISOString();
          sent.push(send(point.topic, JSON.stringify({ value: told, unit: point.unit, time })));
        } else {
          const list = lists.get(point.topic) ?? [];
          list.push({ name: point.name, value: told, timestamp: time_ms });
          lists.set(point.topic, list);
        }
      }
      for (const [topic, metrics] of lists) sent.push(send(topic, JSON.stringify({ timestamp: time_ms, metrics })));
      if (node) sent.push(node.tell(client, station, time_ms));
      await Promise.all(sent);
    },
    async stop() {
      await client.endAsync(true).catch(() => undefined);
      await own?.stop();
    },
  };
}

/** An embedded broker on this machine. */
export async function openBroker(port: number): Promise<{ port: number; stop(): Promise<void> }> {
  const { Aedes } = await import("aedes");
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    aedes.handle(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const place = server.address();
  return {
    port: typeof place === "object" && place ? place.port : port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}
