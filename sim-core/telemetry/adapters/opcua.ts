import { join } from "node:path";
import type {
  ClientMonitoredItemGroup,
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

/**
 * OPC UA: one session, one subscription, a monitored item a point. Node ids are written with the namespace's URI
 * (`nsu=urn:site;s=TOWER.level`), since its index may change when a server restarts. What the server queues through a
 * short break comes with the library's own reconnection; a watchdog on the subscription's sign of life finds what the
 * library does not tell (a frozen server), and then everything is built anew.
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
  const tell = (next: Link) => {
    if (isStopping || (next.state === link.state && next.why === link.why)) return;
    link = next;
    events.onLink(next);
  };

  /** Connects and listens until the connection is beyond repair. */
  async function session(points: readonly PointMap[]) {
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
      if (!isOld()) tell({ state: "lost", why: "connection lost" });
    });
    await own.connect(source.url);
    connections++;
    const { Anonymous, UserName } = ua.UserTokenType;
    const identity = (
      source.user === undefined
        ? { type: Anonymous }
        : { type: UserName, userName: source.user, password: password ?? "" }
    ) as UserIdentityInfo;
    const open = await own.createSession(identity);
    const namespaces = await open.readNamespaceArray();
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
    });
    subscription.on("terminated", () => {
      if (!isOld()) wake();
    });
    await monitor(ua, subscription, points, namespaces);
    lives();
    if (!isOld()) watch(subscription);
  }

  async function monitor(
    ua: typeof import("node-opcua"),
    subscription: ClientSubscription,
    points: readonly PointMap[],
    namespaces: readonly string[],
  ) {
    const known = points.flatMap((map) => {
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
        events.onReadings([reading], () => {});
      });
      group.monitoredItems.forEach((item, k) => {
        const why = item.statusCode.name;
        if (item.statusCode.value !== 0) refused.push({ point: part[k]!.map.point, why });
      });
    }
    for (const { point, why } of refused) events.onNote(`${source.id}: ${point}: ${why}`);
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

  async function run(points: readonly PointMap[]) {
    while (!isStopping) {
      const broken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      try {
        const opened = session(points);
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
        const why = error instanceof Error ? error.message.split("\n")[0]! : String(error);
        if (!isStopping) events.onNote(`${source.id}: ${why}`);
        tell({ state: "lost", why });
      }
      clearInterval(watchdog);
      const old = client;
      client = undefined;
      await Promise.race([old?.disconnect().catch(() => undefined), pause(3000)]);
      if (!isStopping) await pause(RETRY_ms);
    }
  }
  let running: Promise<void> = Promise.resolve();

  return {
    start(points) {
      running = run(points);
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
