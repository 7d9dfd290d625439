import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join, resolve } from "node:path";
import type { MqttClient, Packet } from "mqtt";
import type { MqttSource } from "../config";
import type { Reading } from "../convert";
import { PAYLOAD_FORM, type PayloadForm, readPayload } from "../payload";
import { SparkplugNodes } from "../sparkplug/nodes";
import { Backlog } from "./backlog";
import type { Adapter, AdapterEvents, Health, Link } from "./contract";
import { Deliveries } from "./deliveries";

/** All that a listener ever sends. PUBLISH is not among them, and neither is a will (it would be part of CONNECT). */
const LISTENING = new Set([
  "connect",
  "subscribe",
  "unsubscribe",
  "puback",
  "pubrec",
  "pubcomp",
  "pingreq",
  "disconnect",
]);
/** Topics whose form is remembered; more than these are looked up each time. */
const KNOWN_TOPICS = 20_000;

/** A line that ends sooner than this, so often one after the other, was pushed off. */
const BRIEF_ms = 3000;
const PUSHED = 3;

/** The one door of mqtt.js to its stream. Its type is not public; the version is pinned and a test watches the wire. */
interface Door {
  _writePacket(packet: Packet, done?: (error?: Error) => void): void;
}

/**
 * MQTT 3.1.1 and 5: subscribes at QoS 1 with a session that the broker keeps, and acknowledges a message only when its
 * values are on disk, so that nothing acknowledged is lost when this process dies.
 * Not: mqtt.js's own way to delay an acknowledgement (handleMessage): it holds up the next message until then, one write
 * to disk per message. Here acknowledgements wait at the door, in the order of arrival, while messages go on coming.
 *
 * What a value without a source time is worth: its time is that of receipt when it was published while we listened.
 * One that was had before (Deliveries) is dropped; one that may have waited at the broker (Backlog), or was sent before on
 * a line that broke, is uncertain, "queued"; a retained one uncertain, "retained".
 */
export function mqttAdapter(
  source: MqttSource,
  password: string | undefined,
  dataFolder: string,
  spoolFolder: string,
  events: AdapterEvents,
): Adapter {
  const tls = tlsOf(source, dataFolder);
  let client: MqttClient | undefined;
  let link: Link = { state: "connecting", why: "not started" };
  let alive_ms = Number.NaN;
  let messages = 0;
  let connections = 0;
  let isStopping = false;
  const refused: { point: string; why: string }[] = [];
  const tell = (next: Link) => {
    link = next;
    events.onLink(next);
  };
  const forms = formFinder(source);
  const deliveries = new Deliveries(join(spoolFolder, `${source.id}.delivered`));
  const sparkplug = new SparkplugNodes(source.limits);

  async function open() {
    const { default: mqtt } = await import("mqtt");
    if (isStopping) return;
    client = mqtt.connect(source.url, {
      clientId: source.clientId,
      protocolVersion: source.version,
      clean: !source.keepsSession,
      ...(source.version === 5 && source.keepsSession ? { properties: { sessionExpiryInterval: 7 * 86_400 } } : {}),
      keepalive: source.keepalive_s,
      username: source.user,
      password,
      ...tls,
      rejectUnauthorized: true,
      reconnectPeriod: 500,
      connectTimeout: 5000,
      queueQoSZero: false,
    });
    const door = guard(client);
    const backlog = new Backlog(
      () => client?.sendPing(),
      () => door.unacknowledged(),
    );
    client.on("connect", (hello) => {
      connections++;
      up_ms = Date.now();
      lastError = "";
      door.forget();
      // acknowledgements and pings are small and must not wait for each other
      (client?.stream as Partial<Socket> | undefined)?.setNoDelay?.(true);
      alive_ms = Date.now();
      if (hello.sessionPresent) backlog.begin();
      else {
        deliveries.clear();
        const readings = sparkplug.forgetSession(alive_ms);
        if (readings.length > 0) events.onReadings(readings, nothing);
      }
      subscribe(hello.sessionPresent === true);
    });
    client.on("packetreceive", (packet) => {
      alive_ms = Date.now();
      if (packet.cmd === "pingresp") backlog.pong();
    });
    client.on("close", () => {
      door.forget();
      backlog.end();
      if (link.state === "up") pushed = Date.now() - up_ms < BRIEF_ms ? pushed + 1 : 0;
      const rival = `another client of this broker is called ${source.clientId}: one of the two needs another "clientId"`;
      const why = pushed >= PUSHED ? `connection closed again and again; perhaps ${rival}` : "";
      if (link.state === "up" || link.state === "connecting")
        tell({ state: "lost", why: why || lastError || "connection closed" });
    });
    let lastError = "";
    // a broker closes the older of two lines of one name, and 3.1.1 has no word for it
    let up_ms = Number.NaN;
    let pushed = 0;
    client.on("error", (error) => {
      // twice a second while nobody is there: said once
      if (error.message !== lastError) events.onNote(`${source.id}: ${error.message}`);
      lastError = error.message;
    });
    client.on("message", (topic, payload, packet) => {
      messages++;
      backlog.message();
      const { messageId } = packet;
      const digest = Deliveries.digest(topic, payload);
      if (!packet.dup && messageId !== undefined) deliveries.forget(messageId);
      const isAgain = packet.dup && messageId !== undefined && deliveries.has(messageId, digest);
      const form = forms(topic);
      const how = { isRetained: packet.retain, isRepeated: packet.dup, isAgain };
      const readings =
        form.kind === "sparkplug"
          ? sparkplug.take(topic, payload, Date.now(), how)
          : readPayload(topic, payload, form, Date.now(), how, source.limits);
      const aged = backlog.isComing || packet.dup ? readings.map(queued) : readings;
      const ack = packet.qos > 0 ? door.later(messageId) : nothing;
      if (packet.qos === 0 || messageId === undefined || !readings.some(isUntimed)) return events.onReadings(aged, ack);
      events.onReadings(aged, () => {
        deliveries.add(messageId, digest);
        ack();
      });
    });
  }

  /** Asked for at every connection: a broker that forgot its sessions is not noticed otherwise. */
  function subscribe(isKept: boolean) {
    const wanted = Object.fromEntries(source.subscriptions.map(({ filter }) => [filter, { qos: 1 as const }]));
    client?.subscribe(wanted, (error, granted) => {
      if (isStopping) return;
      if (error) events.onNote(`${source.id}: subscription failed: ${error.message}`);
      refused.length = 0;
      // 3.1.1 answers 0x80, 5 a reason from 0x80 on
      for (const { topic, qos } of granted ?? [])
        if (qos >= 0x80) refused.push({ point: topic, why: `refused by the broker (0x${qos.toString(16)})` });
      for (const { point, why } of refused) events.onNote(`${source.id}: ${point}: ${why}`);
      tell({ state: "up", why: isKept ? "subscribed, session kept" : "subscribed, no data yet" });
    });
  }

  return {
    start: () =>
      void open().catch((error) => {
        events.onNote(`${source.id}: ${error.message}`);
        tell({ state: "lost", why: error.message });
      }),
    remap: () => {}, // the subscriptions are the configuration's; what a message means is the mapping's
    health: (): Health => {
      return { link, alive_ms, messages, connections, refused: [...refused, ...sparkplug.complaints()] };
    },
    async stop() {
      isStopping = true;
      await client?.endAsync(true).catch(() => undefined);
    },
  };
}

const TLS_FILES = ["ca", "cert", "key"] as const;

/** What the files hold that the configuration names. Throws when one is not there: without it no line would ever come up. */
function tlsOf({ id, tls }: MqttSource, dataFolder: string): Partial<Record<(typeof TLS_FILES)[number], Buffer>> {
  const named = TLS_FILES.flatMap((name) => (tls?.[name] === undefined ? [] : [[name, tls[name]] as const]));
  return Object.fromEntries(
    named.map(([name, path]) => {
      const file = resolve(dataFolder, path);
      try {
        return [name, readFileSync(file)];
      } catch (error) {
        throw new Error(`${id}: tls.${name}: ${(error as Error).message}`);
      }
    }),
  );
}

const nothing = () => {};
const isUntimed = (reading: Reading): boolean => Number.isNaN(reading.source_ms);
const queued = (reading: Reading): Reading =>
  isUntimed(reading) && !reading.fault ? { ...reading, fault: "queued" } : reading;

/** Lets only a listener's packets out, and acknowledgements only when their values are stored, in order of arrival. */
function guard(client: MqttClient) {
  const door = client as unknown as Door;
  const write = door._writePacket.bind(client);
  let waiting: { id: number; isStored: boolean; ack?: () => void }[] = [];
  const release = () => {
    let gone = 0;
    for (; gone < waiting.length && waiting[gone]!.isStored && waiting[gone]!.ack; gone++) waiting[gone]!.ack!();
    if (gone > 0) waiting = waiting.slice(gone);
  };
  door._writePacket = (packet, done) => {
    if (!LISTENING.has(packet.cmd) || (packet.cmd === "connect" && "will" in packet && packet.will !== undefined))
      throw new Error(`a listener does not send ${packet.cmd}`);
    if (packet.cmd !== "puback") return write(packet, done);
    const entry = waiting.find((w) => w.id === packet.messageId && !w.ack);
    if (!entry) return write(packet, done);
    entry.ack = () => write(packet);
    release();
    done?.();
  };
  return {
    /** Holds back the acknowledgement of a message until the function given back is called. */
    later(id: number | undefined): () => void {
      if (id === undefined) return nothing;
      const entry: (typeof waiting)[number] = { id, isStored: false };
      waiting.push(entry);
      return () => {
        entry.isStored = true;
        release();
      };
    },
    unacknowledged: (): number => waiting.length,
    /**
     * A new connection: the broker sends again what was not acknowledged on the old one. Called at its end and again at
     * the next beginning: what was still being read when the old one ended will never be acknowledged, and would hold
     * up all that comes after.
     */
    forget() {
      waiting = [];
    },
  };
}

/** The form of the first subscription whose filter takes the topic. */
function formFinder(source: MqttSource): (topic: string) => PayloadForm {
  const filters = source.subscriptions.map(({ filter, form }) => ({ levels: filter.split("/"), form }));
  const known = new Map<string, PayloadForm>();
  return (topic) => {
    let form = known.get(topic);
    if (form) return form;
    const levels = topic.split("/");
    form = filters.find((f) => takes(f.levels, levels))?.form ?? PAYLOAD_FORM;
    if (known.size < KNOWN_TOPICS) known.set(topic, form);
    return form;
  };
}

/** MQTT 4.7: + is one level, # this level's parent and all below; neither takes topics that begin with $ at the front. */
export function takes(filter: readonly string[], topic: readonly string[]): boolean {
  if (topic[0]?.startsWith("$") && (filter[0] === "+" || filter[0] === "#")) return false;
  for (let k = 0; k < filter.length; k++) {
    if (filter[k] === "#") return true;
    if (k >= topic.length || (filter[k] !== "+" && filter[k] !== topic[k])) return false;
  }
  return filter.length === topic.length;
}
