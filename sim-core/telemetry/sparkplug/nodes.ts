import type { Reading } from "../convert";
import type { PayloadLimits } from "../payload";
import type { Reason } from "../sample";
import { type Metric, metricValue, type Payload, readPayload } from "./payload";
import { Sequence } from "./sequence";
import { WireError } from "./wire";

/** What a birth certificate has said of a metric, and its last value. */
interface Known {
  readonly point: string;
  readonly datatype: number | undefined;
  readonly unit: string | undefined;
  last: Reading | undefined;
}
interface Device {
  readonly names: Map<string, Known>;
  isOnline: boolean;
  /** Its birth's sequence number. */
  readonly born: number | undefined;
}
/** An edge node. Aliases are its own and those of its devices together. */
interface Node {
  bdSeq: string | undefined;
  readonly sequence: Sequence;
  /** uncertain: born, but messages are missing since. */
  state: "unborn" | "online" | "uncertain" | "offline";
  readonly aliases: Map<string, Known>;
  readonly devices: Map<string, Device>;
}

/** What the broker says of a message: that it had kept it, that it may have been delivered before; isAgain: that it was. */
interface How {
  readonly isRetained?: boolean;
  readonly isRepeated?: boolean;
  readonly isAgain?: boolean;
}

/** All nodes together: a stranger's births do not fill the memory. */
const MOST_METRICS = 100_000;
const MOST_NODES = 2000;
const TOPIC = /^spBv1\.0\/([^/]+)\/(NBIRTH|NDEATH|DBIRTH|DDEATH|NDATA|DDATA)\/([^/]+)(?:\/([^/]+))?$/;

/**
 * Sparkplug B as a host that only listens. A point's address is its topic without the type of message, and the metric:
 * `spBv1.0/group/node/device#metric`, or `spBv1.0/group/node#metric`. The rules (Sparkplug 3.0, 5 and 6):
 *  - a birth names every metric, its datatype and its alias; it replaces the list of its node or device, and an NBIRTH
 *    takes all its devices away until they are born again;
 *  - data of a node that has not been born, or of a metric that its birth does not name: `noBirth`, bad. The bridge does
 *    not ask for a rebirth: that would be a write; it waits, and says so;
 *  - seq counts 0..255 over all messages of a node but its death. When one is left out all values of the node become
 *    uncertain, `seqGap`, and so do those that follow, until its next NBIRTH; a message that was only overtaken on its
 *    way (a cluster of brokers may do that) and comes within two seconds takes that back (Sequence);
 *  - NDEATH counts only with the bdSeq of the present birth (an old will may come late); then all values of the node are
 *    bad, `offline`; DDEATH: those of the device;
 *  - a null metric is absent; a historical one is kept at its own time and never the present value; a transient one is
 *    not kept. The metric's time beats the payload's. The property Quality: 192 good, 0 bad, 500 stale.
 *  - a retained message is none of Sparkplug's: its births are not believed, its values are uncertain.
 */
export class SparkplugNodes {
  private readonly nodes = new Map<string, Node>();
  private metrics = 0;

  constructor(private readonly limits: PayloadLimits) {}

  /** The readings of one message. What cannot be read is one reading with its fault. Nothing here throws. */
  take(topic: string, bytes: Uint8Array, receive_ms: number, how: How = {}): Reading[] {
    const base = { value: null, status: 0, source_ms: Number.NaN, receive_ms, isAgain: how.isAgain };
    const point = topic.slice(0, this.limits.topic);
    if (bytes.byteLength > this.limits.bytes || topic.length > this.limits.topic)
      return [{ ...base, point, fault: "tooLarge" }];
    // commands and the states of hosts are not readings of the field
    if (/^(spBv1\.0\/)?STATE\/|^spBv1\.0\/[^/]+\/[ND]CMD\//.test(topic)) return [];
    const parts = TOPIC.exec(topic);
    if (!parts || (parts[2]![0] === "D") !== (parts[4] !== undefined))
      return [{ ...base, point, fault: "notSparkplug" }];
    const [, group, type, name, device = ""] = parts as unknown as [string, string, string, string, string?];
    const place = `spBv1.0/${group}/${name}${device && `/${device}`}`;
    let payload: Payload;
    try {
      payload = readPayload(bytes, this.limits.metrics);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return [{ ...base, point: place, fault: "notSparkplug" }];
    }
    const node = this.nodeOf(`${group}/${name}`);
    if (!node) return [{ ...base, point: place, fault: "tooLarge" }];
    const readings: Reading[] = [];
    let isWhole = false;
    if (how.isRetained) {
      const known = node.devices.get(device)?.names ?? new Map<string, Known>();
      return this.values(
        payload,
        place,
        receive_ms,
        (m) => known.get(m.name ?? ""),
        () => "retained",
      );
    }
    switch (type) {
      case "NBIRTH":
        this.forgetAll(node);
        node.bdSeq = bdSeqOf(payload);
        node.sequence.begin(payload.seq);
        node.state = node.sequence.isSound ? "online" : "uncertain";
        break;
      case "DBIRTH":
        isWhole = this.follow(node, payload, how, readings, receive_ms);
        this.forget(node, device);
        break;
      case "NDATA":
      case "DDATA":
        isWhole = this.follow(node, payload, how, readings, receive_ms);
        break;
      case "DDEATH": {
        isWhole = this.follow(node, payload, how, readings, receive_ms);
        const dead = node.devices.get(device);
        const { seq } = payload;
        const isOvertaken = dead?.born !== undefined && seq !== undefined && Sequence.isBefore(seq, dead.born);
        if (dead && !isOvertaken) {
          readings.push(...worsened(dead.names.values(), receive_ms, "offline"));
          dead.isOnline = false;
        }
        return isWhole ? [...readings, ...restored(node, receive_ms, [])] : readings;
      }
      default: // NDEATH
        if (node.state === "unborn" || node.state === "offline" || bdSeqOf(payload) !== node.bdSeq) return [];
        node.state = "offline";
        for (const d of node.devices.values()) readings.push(...worsened(d.names.values(), receive_ms, "offline"));
        return readings;
    }
    const isBirth = type.endsWith("BIRTH");
    if (isBirth && !this.bear(node, device, place, payload)) return [{ ...base, point: place, fault: "tooLarge" }];
    const own = node.devices.get(device);
    const find = (m: Metric) => (m.name !== undefined ? own?.names.get(m.name) : node.aliases.get(m.alias ?? ""));
    const isBorn = node.state === "online" || node.state === "uncertain";
    const faultOf = (known: Known | undefined): Reason | undefined =>
      !isBorn || !own?.isOnline || !known ? "noBirth" : node.state === "uncertain" ? "seqGap" : undefined;
    const told = this.values(payload, place, receive_ms, find, faultOf, how.isAgain);
    const points = new Set(told.map((r) => r.point)); // what comes with a new value needs no doubt about its last one
    const doubts = readings.filter((r) => !points.has(r.point));
    return [...doubts, ...told, ...(isWhole ? restored(node, receive_ms, told) : [])];
  }

  /** The broker forgot our session: births and deaths may have passed. All nodes wait for their next birth. */
  forgetSession(receive_ms: number): Reading[] {
    const readings: Reading[] = [];
    for (const node of this.nodes.values()) {
      if (node.state === "online" || node.state === "uncertain")
        for (const d of node.devices.values()) readings.push(...worsened(d.names.values(), receive_ms, "noBirth"));
      this.forgetAll(node);
      node.state = "unborn";
    }
    return readings;
  }

  /** Nodes that are not to be relied upon, and why. */
  complaints(): { point: string; why: string }[] {
    const wait = "waiting for its next birth certificate; the bridge only listens and does not ask for one";
    const why = {
      unborn: `data before a birth; ${wait}`,
      uncertain: `messages are lost (seq); ${wait}`,
      offline: "dead",
    };
    return [...this.nodes].flatMap(([name, { state }]) =>
      state === "online" ? [] : { point: `spBv1.0/${name}`, why: why[state] },
    );
  }

  private values(
    payload: Payload,
    place: string,
    receive_ms: number,
    find: (m: Metric) => Known | undefined,
    faultOf: (known: Known | undefined) => Reason | undefined,
    isAgain?: boolean,
  ): Reading[] {
    let isUnknown = false;
    return payload.metrics.flatMap((m): Reading | Reading[] => {
      if (m.isTransient || m.name === "bdSeq") return [];
      const known = find(m);
      if (!known && m.name === undefined) {
        // aliases that nobody explained: one word for all of them, on the device
        if (isUnknown) return [];
        isUnknown = true;
        const fault = faultOf(known) ?? "noBirth";
        return { point: place, value: null, source_ms: Number.NaN, receive_ms, status: 0, isAgain, fault };
      }
      const address = known?.point ?? `${place}#${m.name}`;
      const point = address.slice(0, this.limits.topic);
      const told_ms = Number.isNaN(m.time_ms) ? payload.time_ms : m.time_ms;
      const isTime = Number.isNaN(told_ms) || told_ms < 8.64e15;
      let fault = isTime ? faultOf(known) : "badTime";
      let value: Reading["value"] = null;
      if (!m.isNull && m.told) {
        const read = safely(() => metricValue(m.told!, m.datatype ?? known?.datatype));
        if (read === undefined) fault ??= "notNumber";
        else value = read;
      }
      const unit = m.unit ?? known?.unit;
      const reading: Reading = {
        ...{ point, value, source_ms: isTime ? told_ms : Number.NaN, receive_ms, status: statusOf(m.quality), isAgain },
        ...(fault ? { fault } : {}),
        ...(unit ? { unit } : {}),
        ...(m.isHistorical ? { isHistorical: true } : {}),
      };
      // an overtaken message has older values
      const isOlder = known?.last !== undefined && reading.source_ms < known.last.source_ms;
      if (known && !m.isHistorical && !isOlder) known.last = reading;
      return reading;
    });
  }

  /** Holds a message's seq against those before it: a gap makes all of the node uncertain. True when one was closed. */
  private follow(node: Node, { seq }: Payload, how: How, readings: Reading[], receive_ms: number): boolean {
    if (!node.sequence.isBegun || node.state === "offline" || node.state === "unborn") return false;
    const turn = node.sequence.take(seq, receive_ms, how.isAgain === true || how.isRepeated === true);
    if (turn === "whole") node.state = "online";
    if (turn === "gap" && node.state === "online") {
      node.state = "uncertain";
      for (const d of node.devices.values())
        if (d.isOnline) readings.push(...worsened(d.names.values(), receive_ms, "seqGap"));
    }
    return turn === "whole";
  }

  /** Takes the list of a birth. False when there are too many metrics. */
  private bear(node: Node, device: string, place: string, payload: Payload): boolean {
    if (this.metrics + payload.metrics.length > MOST_METRICS) return false;
    const own: Device = { names: new Map(), isOnline: true, born: payload.seq };
    for (const m of payload.metrics) {
      if (m.name === undefined || m.name === "bdSeq") continue;
      const point = `${place}#${m.name}`.slice(0, this.limits.topic);
      const known: Known = { point, datatype: m.datatype, unit: m.unit, last: undefined };
      own.names.set(m.name, known);
      if (m.alias !== undefined) node.aliases.set(m.alias, known);
    }
    node.devices.set(device, own);
    this.metrics += own.names.size;
    return true;
  }

  private forget(node: Node, device: string): void {
    const own = node.devices.get(device);
    if (!own) return;
    this.metrics -= own.names.size;
    const gone = new Set(own.names.values());
    for (const [alias, known] of node.aliases) if (gone.has(known)) node.aliases.delete(alias);
    node.devices.delete(device);
  }
  private forgetAll(node: Node): void {
    for (const device of [...node.devices.keys()]) this.forget(node, device);
    node.aliases.clear();
    node.sequence.end();
  }

  private nodeOf(name: string): Node | undefined {
    let node = this.nodes.get(name);
    if (!node && this.nodes.size < MOST_NODES) {
      node = {
        ...{ bdSeq: undefined, sequence: new Sequence(), state: "unborn" },
        ...{ aliases: new Map(), devices: new Map() },
      };
      this.nodes.set(name, node);
    }
    return node;
  }
}

/** The last values once more, worth less from then on; in the source's own time, since its clock may be behind ours. */
function* worsened(metrics: Iterable<Known>, receive_ms: number, fault: Reason): Generator<Reading> {
  for (const { last } of metrics)
    if (last) yield { ...last, source_ms: last.source_ms + 1, receive_ms, isAgain: false, fault };
}

/** The last values of a node whose messages are all there after all, but those just told: newer than the doubt about them. */
function* restored(node: Node, receive_ms: number, told: readonly Reading[]): Generator<Reading> {
  const just = new Set(told);
  for (const device of node.devices.values()) {
    if (!device.isOnline) continue;
    for (const known of device.names.values()) {
      if (!known.last || just.has(known.last)) continue;
      const { fault, ...sure } = known.last;
      known.last = fault === undefined || fault === "seqGap" ? sure : known.last;
      yield { ...known.last, source_ms: sure.source_ms + 2, receive_ms, isAgain: false };
    }
  }
}

const bdSeqOf = (payload: Payload): string | undefined => {
  const told = payload.metrics.find((m) => m.name === "bdSeq")?.told;
  return told && `${told.high}:${told.low}`;
};

/** 192 good, 500 stale, anything else bad; without the property good. */
const statusOf = (quality: number | undefined): number =>
  quality === undefined || quality === 192 ? 0 : quality === 500 ? 0x40000000 : 0x80000000;

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}
