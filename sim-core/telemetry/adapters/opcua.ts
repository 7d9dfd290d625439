import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type {
  ClientMonitoredItemGroup,
  ClientSession,
  ClientSubscription,
  DataValue,
  OPCUAClient,
  UserIdentityInfo,
  Variant,
} from "node-opcua";
import type { OpcuaSource } from "../config";
import type { Reading } from "../convert";
import type { PointMap } from "../mapping";
import type { Adapter, AdapterEvents, Health, Link } from "./contract";
import { variablesOf } from "./opcua-browse";
import { readGaps, withHistory } from "./opcua-history";
import { refusalText } from "./opcua-refusal";

/** An empty answer at least every so many publishing intervals: the sign of life of a subscription without news. */
const KEEP_ALIVE_COUNT = 5;
const LIFETIME_COUNT = 600;
/** Points asked for in one call; servers limit it, and the limit is not always told. */
const PER_CALL = 200;
/** Silence of the subscription for this many keep-alives, and at least so long, means that nobody is there. */
const SILENT_KEEP_ALIVES = 3;
const LEAST_SILENCE_ms = 4000;
const RETRY_ms = 1000;
const SESSION_ms = 30_000;
/** New values wait for the history before them no longer than this, and no more than so many. */
const FILL_ms = 20_000;
const MOST_HELD = 100_000;
/** What is asked for reaches back a week: what is older is dropped as too old. */
const HISTORY_ms = 7 * 86_400_000;

/**
 * OPC UA: one session, one subscription, a monitored item a point. Node ids are written with the namespace's URI
 * (`nsu=urn:site;s=TOWER.level`), since its index may change when a server restarts. What the server queues through a
 * short break comes with the library's own reconnection; a watchdog on the subscription's sign of life finds what the
 * library does not tell (a frozen server), and then everything is built anew.
 *
 * After a break what the server's history has kept since the last value of each point is read (HistoryRead, where the
 * server offers it), and only then go the new values on, which wait meanwhile: in order, and the intake knows what it had.
 */
export function opcuaAdapter(
  source: OpcuaSource,
  password: string | undefined,
  dataFolder: string,
  events: AdapterEvents,
): Adapter {
  let client: OPCUAClient | undefined;
  let link: Link = { state: "connecting", why: "not started" };
  let alive_ms = Number.NaN;
  let messages = 0;
  let connections = 0;
  let isStopping = false;
  let watchdog: NodeJS.Timeout | undefined;
  let wake: () => void = () => {};
  let refused: { point: string; why: string }[] = [];
  let points: readonly PointMap[] = [];
  /** What is listened to on the present subscription, by point. */
  const watched = new Map<string, string>();
  let remember: Set<string> = new Set();
  /** Values that wait until the history before them is read; null when there is nothing to wait for. */
  let held: Reading[] | null = null;
  let held_ms = Number.NaN;
  const hold = () => {
    if (held) return;
    held = [];
    held_ms = Date.now();
  };
  let reopen: ((points: readonly PointMap[]) => void) | undefined;
  const tell = (next: Link) => {
    if (isStopping || (next.state === link.state && next.why === link.why)) return;
    link = next;
    events.onLink(next);
  };

  /** Connects and listens until the connection is beyond repair. */
  async function session() {
    const ua = await import("node-opcua");
    for (const set of [ua.setErrorLogger, ua.setWarningLogger]) set?.(() => {}); // it talks to the console by itself
    const own = ua.OPCUAClient.create({
      applicationName: "Crosscurrent bridge",
      clientCertificateManager: new ua.OPCUACertificateManager({
        rootFolder: join(dataFolder, "pki"),
        automaticallyAcceptUnknownCertificate: source.trustAny,
      }),
      securityMode: ua.MessageSecurityMode[source.mode],
      securityPolicy: ua.SecurityPolicy[source.policy],
      endpointMustExist: false, // a server may call itself by a name that does not resolve here
      keepSessionAlive: true,
      connectionStrategy: { maxRetry: -1, initialDelay: 500, maxDelay: 2000, randomisationFactor: 0.1 },
      requestedSessionTimeout: 60_000,
    });
    client = own;
    const isOld = () => client !== own || isStopping; // given up meanwhile
    own.on("backoff", (_count, delay_ms) => {
      if (!isOld()) tell({ state: "lost", why: `no connection; next try in ${Math.round(delay_ms)} ms` });
    });
    own.on("connection_lost", () => {
      if (isOld()) return;
      hold();
      tell({ state: "lost", why: "connection lost" });
    });
    await own.connect(source.url);
    connections++;
    const open = await own.createSession(identityOf(ua));
    const namespaces = await open.readNamespaceArray();
    own.on("connection_reestablished", () => {
      if (!isOld()) void fill(open);
    });
    const subscription = await open.createSubscription2({
      requestedPublishingInterval: source.publishing_ms,
      requestedMaxKeepAliveCount: KEEP_ALIVE_COUNT,
      requestedLifetimeCount: LIFETIME_COUNT,
      maxNotificationsPerPublish: 0,
      publishingEnabled: true,
      priority: 1,
    });
    refused = [];
    const lives = () => {
      if (isOld()) return;
      alive_ms = Date.now();
      if (link.state !== "up") tell({ state: "up", why: "subscribed" });
    };
    subscription.on("keepalive", lives);
    subscription.on("received_notifications", () => {
      messages++;
      lives();
      // a line that came back without a word
      if (held && Date.now() - held_ms > 2 * FILL_ms) void fill(open);
    });
    subscription.on("terminated", () => {
      if (!isOld()) wake();
    });
    watched.clear();
    remember = new Set();
    hold();
    const listen = (wanted: readonly PointMap[]) => monitor(ua, open, subscription, wanted, namespaces);
    await listen(points);
    lives();
    if (isOld()) return;
    watch(subscription);
    await fill(open);
    reopen = (wanted) =>
      void listen(wanted.filter((p) => !watched.has(p.point))).catch((error) =>
        events.onNote(`${source.id}: ${error.message}`),
      );
    await look(ua, open, namespaces).catch((error) => events.onNote(`${source.id}: not browsed: ${error.message}`));
  }

  function identityOf(ua: typeof import("node-opcua")): UserIdentityInfo {
    const { Anonymous, UserName, Certificate } = ua.UserTokenType;
    const place = (path: string) => (isAbsolute(path) ? path : join(dataFolder, path));
    if (source.identity) {
      const pem = readFileSync(place(source.identity.cert), "latin1");
      const certificateData = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
      const privateKey = readFileSync(place(source.identity.key), "latin1");
      return { type: Certificate, certificateData, privateKey } as UserIdentityInfo;
    }
    if (source.user === undefined) return { type: Anonymous } as UserIdentityInfo;
    return { type: UserName, userName: source.user, password: password ?? "" } as UserIdentityInfo;
  }

  /** Reads what was missed from the server's history; then what waited behind it goes on. */
  async function fill(open: ClientSession) {
    const end = () => {
      const waited = held ?? [];
      held = null;
      if (waited.length > 0) events.onReadings(waited, () => {});
    };
    const now_ms = Date.now();
    const from = new Map([...watched].map(([point, nodeId]) => [nodeId, point]));
    const gaps = [...remember].flatMap((nodeId) => {
      const after_ms = events.lastTime_ms(from.get(nodeId)!);
      return Number.isNaN(after_ms) ? [] : { nodeId, after_ms: Math.max(after_ms, now_ms - HISTORY_ms) };
    });
    let count = 0;
    try {
      const ua = await import("node-opcua");
      const reading = readGaps(open, gaps, (nodeId, values) => {
        const readings = values.map((v) => ({ ...readingOf(from.get(nodeId)!, v, ua.DataType), isFilled: true }));
        count += readings.length;
        if (readings.length > 0) events.onReadings(readings, () => {});
      });
      await Promise.race([reading, pause(FILL_ms).then(() => Promise.reject(new Error("no answer in time")))]);
      if (count > 0) events.onNote(`${source.id}: ${count} values of a break read from the server's history`);
    } catch (error) {
      events.onNote(`${source.id}: history not read, the gap stays: ${(error as Error).message.split("\n")[0]}`);
    } finally {
      end();
    }
  }

  /** Points that are there and that nobody mapped are told once, so that the report of coverage can name them. */
  async function look(ua: typeof import("node-opcua"), open: ClientSession, namespaces: readonly string[]) {
    const mapped = new Set(watched.values());
    for (const { nodeId, value } of await variablesOf(ua, open)) {
      const [, index, rest] = /^ns=(\d+);(.*)$/s.exec(nodeId) ?? [];
      if (mapped.has(nodeId) || index === undefined) continue;
      events.onReadings([readingOf(`nsu=${namespaces[Number(index)]};${rest}`, value, ua.DataType)], () => {});
    }
  }

  async function monitor(
    ua: typeof import("node-opcua"),
    open: ClientSession,
    subscription: ClientSubscription,
    wanted: readonly PointMap[],
    namespaces: readonly string[],
  ) {
    refused = refused.filter((r) => !wanted.some((p) => p.point === r.point));
    const known = wanted.flatMap((map) => {
      const nodeId = indexed(map.point, namespaces);
      if (nodeId !== undefined) return { map, nodeId };
      refused.push({ point: map.point, why: `no such namespace; the server has ${namespaces.join(", ")}` });
      return [];
    });
    for (let at = 0; at < known.length; at += PER_CALL) {
      const part = known.slice(at, at + PER_CALL);
      const group: ClientMonitoredItemGroup = await subscription.monitorItems(
        part.map(({ nodeId }) => ({ nodeId, attributeId: ua.AttributeIds.Value })),
        {
          samplingInterval: source.sampling_ms,
          discardOldest: true,
          queueSize: Math.max(10, Math.ceil((10 * source.publishing_ms) / Math.max(source.sampling_ms, 10))),
        },
        ua.TimestampsToReturn.Both,
      );
      group.on("changed", (_item, value: DataValue, k: number) => {
        const reading = readingOf(part[k]!.map.point, value, ua.DataType);
        if (held && held.length < MOST_HELD) held.push(reading);
        else events.onReadings([reading], () => {});
      });
      for (const { map, nodeId } of part) watched.set(map.point, nodeId);
      group.monitoredItems.forEach((item, k) => {
        const why = item.statusCode.name;
        if (item.statusCode.value !== 0) refused.push({ point: part[k]!.map.point, why });
      });
    }
    for (const { point, why } of refused) events.onNote(`${source.id}: ${point}: ${why}`);
    const kept = await withHistory(
      ua,
      open,
      known.map((k) => k.nodeId),
    ).catch(() => new Set<string>());
    for (const nodeId of kept) remember.add(nodeId);
  }

  function watch(subscription: ClientSubscription) {
    const keepAlive_ms = subscription.publishingInterval * subscription.maxKeepAliveCount;
    const silence_ms = Math.max(SILENT_KEEP_ALIVES * keepAlive_ms, LEAST_SILENCE_ms);
    watchdog = setInterval(() => {
      const silent_ms = Date.now() - alive_ms;
      if (silent_ms > silence_ms) tell({ state: "lost", why: `silent for ${Math.round(silent_ms / 1000)} s` });
      // the library had its time to repair what it knows of
      if (silent_ms > 3 * silence_ms) wake();
    }, silence_ms / 4);
  }

  async function run() {
    while (!isStopping) {
      const broken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      try {
        const opened = session();
        opened.catch(() => undefined); // when it is given up, nobody waits for it
        // a server that dies while the session is being made may leave the library waiting for ever
        const late = new Promise<never>((_, fail) => {
          const why = `no session within ${SESSION_ms / 1000} s`;
          setTimeout(() => fail(new Error(why)), SESSION_ms).unref(); // it does not keep a bridge from ending
        });
        late.catch(() => undefined);
        await Promise.race([opened, late]);
        await broken;
        tell({ state: "lost", why: "subscription ended" });
      } catch (error) {
        const told = error instanceof Error ? error.message.split("\n")[0]! : String(error);
        const why = await refusalText(told, source.url, join(dataFolder, "pki"));
        if (!isStopping) events.onNote(`${source.id}: ${why}`);
        tell({ state: "lost", why });
      }
      clearInterval(watchdog);
      const old = client;
      client = undefined;
      reopen = undefined;
      if (held && held.length > 0) events.onReadings(held, () => {});
      held = null;
      await Promise.race([old?.disconnect().catch(() => undefined), pause(3000)]);
      if (!isStopping) await pause(RETRY_ms);
    }
  }
  let running: Promise<void> = Promise.resolve();

  return {
    start(wanted) {
      points = wanted;
      running = run();
    },
    remap(wanted) {
      points = wanted;
      reopen?.(wanted);
    },
    health: (): Health => ({ link, alive_ms, messages, connections, refused }),
    async stop() {
      isStopping = true;
      wake();
      const old = client; // a connect that is still trying must be told
      await Promise.race([old?.disconnect().catch(() => undefined), pause(3000)]);
      await Promise.race([running, pause(3000)]);
    },
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** `nsu=<URI>;s=...` with the URI's present index; an id without a namespace is the server's own. */
export function indexed(nodeId: string, namespaces: readonly string[]): string | undefined {
  const named = /^nsu=([^;]*);([sigb]=.*)$/s.exec(nodeId);
  if (!named) return nodeId;
  const index = namespaces.indexOf(named[1]!);
  return index < 0 ? undefined : `ns=${index};${named[2]}`;
}

function readingOf(point: string, data: DataValue, types: typeof import("node-opcua").DataType): Reading {
  const receive_ms = Date.now();
  // the source's time; where the device has none, the server's
  const source_ms = (data.sourceTimestamp ?? data.serverTimestamp)?.getTime() ?? Number.NaN;
  const base = { point, source_ms, receive_ms, status: data.statusCode.value >>> 0 };
  const told = plain(data.value, types);
  return told === undefined ? { ...base, value: null, fault: "notNumber" } : { ...base, value: told };
}

/** A scalar as a plain value; undefined for what is none. 64-bit whole numbers come as [high, low] pairs of u32. */
function plain(variant: Variant | null, types: typeof import("node-opcua").DataType): Reading["value"] | undefined {
  const value: unknown = variant?.value;
  if (value === null || value === undefined) return null;
  if (variant!.dataType === types.Int64 || variant!.dataType === types.UInt64) {
    const [high, low] = value as [number, number];
    const whole = (BigInt(high) << 32n) | BigInt(low);
    return Number(variant!.dataType === types.Int64 ? BigInt.asIntN(64, whole) : whole);
  }
  return typeof value === "number" || typeof value === "boolean" || typeof value === "string" ? value : undefined;
}
