import type { ClientSession, ClientSubscription, OPCUAClient } from "node-opcua";
import type { OpcuaSource } from "../config";
import type { PointMap } from "../mapping";
import type { Adapter, AdapterEvents, Health, Link } from "./contract";
import { variablesOf } from "./opcua/browse";
import { CatchUp } from "./opcua/catch-up";
import { clientOf, identityOf, pkiFolder } from "./opcua/client";
import { Items } from "./opcua/items";
import { type Library, opcuaLibrary } from "./opcua/library";
import { readingOf } from "./opcua/reading";
import { refusalText } from "./opcua/refusal";

/** An empty answer at least every so many publishing intervals: the sign of life of a subscription without news. */
const KEEP_ALIVE_COUNT = 5;
const LIFETIME_COUNT = 600;
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
 *
 * After a break what the server's history has kept since the last value of each point is read (HistoryRead, where the
 * server offers it), and only then go that point's new values on (CatchUp): in order, and the intake knows what it had.
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
  let points: readonly PointMap[] = [];
  /** What the present subscription listens to. */
  let items: Items | undefined;
  /** The library repairs the line: ids of monitored items may change meanwhile, so what is listened to does not. */
  let isBroken = false;
  const catchUp = new CatchUp(source.id, events);
  const failed = (error: Error) => events.onNote(`${source.id}: ${error.message}`);
  const tell = (next: Link) => {
    if (isStopping || (next.state === link.state && next.why === link.why)) return;
    link = next;
    events.onLink(next);
  };

  /** Connects and listens; resolves when all that is to be listened to was asked for. */
  async function session() {
    const ua = await opcuaLibrary();
    if (isStopping) return;
    const own = clientOf(ua, source, dataFolder);
    client = own;
    const isOld = () => client !== own || isStopping; // given up meanwhile
    own.on("backoff", () => {
      if (!isOld()) tell({ state: "lost", why: "no connection" });
    });
    own.on("connection_lost", () => {
      if (isOld()) return;
      isBroken = true;
      catchUp.begin();
      tell({ state: "lost", why: "connection lost" });
    });
    await own.connect(source.url);
    isBroken = false;
    connections++;
    const open = await own.createSession(identityOf(ua, source, password, dataFolder));
    const [namespaces, subscription] = await Promise.all([
      open.readNamespaceArray(),
      open.createSubscription2({
        requestedPublishingInterval: source.publishing_ms,
        requestedMaxKeepAliveCount: KEEP_ALIVE_COUNT,
        requestedLifetimeCount: LIFETIME_COUNT,
        maxNotificationsPerPublish: 0,
        publishingEnabled: true,
        priority: 1,
      }),
    ]);
    if (isOld()) return;
    catchUp.begin();
    const watched = new Items(ua, open, subscription, namespaces, source, (point, value) => {
      if (!isOld()) catchUp.take(readingOf(point, value, ua.DataType));
    });
    items = watched;
    const fill = () => {
      if (!isOld()) void catchUp.fill(ua, open, watched);
    };
    own.on("connection_reestablished", () => {
      if (isOld()) return;
      isBroken = false;
      void follow(watched).then(fill, failed);
    });
    const lives = () => {
      if (isOld()) return;
      alive_ms = Date.now();
      if (link.state !== "up") tell({ state: "up", why: "subscribed" });
    };
    subscription.on("keepalive", lives);
    subscription.on("received_notifications", () => {
      messages++;
      lives();
      if (catchUp.isForgotten) fill();
    });
    subscription.on("terminated", () => {
      if (!isOld()) wake();
    });
    await follow(watched);
    lives();
    if (isOld()) return;
    watch(subscription);
    await catchUp.fill(ua, open, watched);
    await look(ua, open, watched, namespaces).catch((error) =>
      events.onNote(`${source.id}: not browsed: ${error.message}`),
    );
  }

  /** Listens to the present points and to no others, and says which the server refuses that it did not refuse before. */
  async function follow(watched: Items) {
    const before = new Set(watched.refused.map((r) => r.point));
    await watched.follow(points);
    for (const { point, why } of watched.refused)
      if (!before.has(point)) events.onNote(`${source.id}: ${point}: ${why}`);
  }

  /** Points that are there and that nobody mapped are told once, so that the report of coverage can name them. */
  async function look(ua: Library, open: ClientSession, watched: Items, namespaces: readonly string[]) {
    const mapped = new Set(watched.nodes.values());
    for (const { nodeId, value } of await variablesOf(ua, open)) {
      const [, index, rest] = /^ns=(\d+);(.*)$/s.exec(nodeId) ?? [];
      if (mapped.has(nodeId) || index === undefined) continue;
      events.onReadings([readingOf(`nsu=${namespaces[Number(index)]};${rest}`, value, ua.DataType)], () => {});
    }
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
        const why = await refusalText(told, source.url, pkiFolder(dataFolder));
        tell({ state: "lost", why });
      }
      clearInterval(watchdog);
      const old = client;
      client = undefined;
      items = undefined;
      catchUp.end();
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
      if (items && !isBroken) void follow(items).catch(failed);
    },
    health: (): Health => ({ link, alive_ms, messages, connections, refused: items?.refused ?? [] }),
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
