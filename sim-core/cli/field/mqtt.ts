import { createServer, type Server, type Socket } from "node:net";
import type { FieldPoint } from "./points";

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
export async function openMqttField(options: { port: number; broker?: string }): Promise<FieldServer> {
  const { default: mqtt } = await import("mqtt");
  const own = options.broker === undefined ? await openBroker(options.port) : undefined;
  const url = options.broker ?? `mqtt://127.0.0.1:${own!.port}`;
  const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 500, queueQoSZero: false });
  client.on("error", () => {}); // it goes on trying

  /** Resolves when the broker has acknowledged; what cannot be sent now is lost, as with a device without a memory. */
  const send = async (topic: string, text: string) => {
    if (client.connected) await client.publishAsync(topic, text, { qos: 1 }).catch(() => undefined);
  };
  return {
    url,
    async tell(values, time_ms) {
      const lists = new Map<string, { name: string; value: number; timestamp: number }[]>();
      const sent: Promise<void>[] = [];
      for (const { point, value } of values) {
        const told = Number(value.toPrecision(8));
        if (point.via === "plain") sent.push(send(point.topic, String(told)));
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
