import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Tag } from "../../model/tag";
import { samplesOf } from "../batch";
import type { BridgeConfig, Secret, SourceConfig } from "../config";
import { coverageOf } from "../coverage";
import type { BridgeHealth } from "../envelope";
import { Intake } from "../intake";
import type { Mapping } from "../mapping";
import type { Feed } from "../quality";
import { linkTag, type Sample, skewTag } from "../sample";
import type { Adapter, Link } from "./contract";
import { isSlowToLoad, openAdapter } from "./index";
import { lockFolder } from "./lock";
import { Spool } from "./spool";
import { type Uplink, uplink } from "./uplink";

/** A flush waits this long for company: one write to disk for all that came meanwhile. */
const FLUSH_ms = 4;
/** With a full or failing disk so many samples wait in memory; beyond that they are dropped, counted, not acknowledged. */
const MOST_PENDING = 200_000;
const MOST_TOLD = 200;
/** Sources that are slow to load wait no longer for the first answer of the others. */
const FIRST_ms = 2000;

export interface Bridge {
  readonly health: () => BridgeHealth;
  /** Reads by another mapping from now on: no connection is broken, and nothing that is under way is lost. */
  remap(mapping: Mapping, revision: string): void;
  /** A newer mapping that cannot be used; the present one goes on. */
  refuse(fault: string): void;
  stop(): Promise<void>;
}
export interface BridgeInput {
  readonly config: BridgeConfig;
  readonly mapping: Mapping;
  /** revisionOf the mapping's text. */
  readonly revision?: string;
  readonly tags: readonly Tag[];
  /** Paths in the configuration are relative to this. */
  readonly folder: string;
  readonly note: (text: string) => void;
}

/** Runs the adapters: readings -> intake (meaning, time rules) -> spool -> workbench. Throws on a secret that is absent. */
export function openBridge(input: BridgeInput): Bridge {
  const { config, tags, folder, note } = input;
  let { mapping, revision = "" } = input;
  let fault: string | null = null;
  const started_ms = Date.now();
  const place = (path: string) => resolve(folder, path);
  const passwords = config.sources.map(
    ({ id, password }) => password && readSecret(password, place, `${id}: password`),
  );
  const token = config.workbench && readSecret(config.workbench.token, place, "workbench.token");
  const intake = new Intake(mapping, config.time);
  mkdirSync(place(config.spool), { recursive: true });
  const unlock = lockFolder(place(config.spool));
  const spool = new Spool(place(config.spool), config.spoolLimit_bytes, (batch) => {
    for (const sample of samplesOf(batch)) intake.remember(sample);
  });
  const feeds = (): Feed[] =>
    mapping.points.map(({ tag, source, interval_s, isByException }) => ({ tag, source, interval_s, isByException }));

  let pending: Sample[] = [];
  let waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let up: Uplink | undefined;
  const flushSoon = (ms = FLUSH_ms) => {
    timer ??= setTimeout(flush, ms);
  };
  function flush() {
    timer = undefined;
    if (spool.isFull) return flushSoon(250);
    try {
      spool.append(pending);
    } catch (error) {
      note(`spool: ${(error as Error).message}`);
      return flushSoon(1000);
    }
    pending = [];
    const done = waiting;
    waiting = [];
    for (const stored of done) stored();
    up?.wake();
  }
  const put = (samples: readonly Sample[], stored?: () => void) => {
    if (pending.length + samples.length > MOST_PENDING) {
      intake.counts.set("spoolFull", (intake.counts.get("spoolFull") ?? 0) + samples.length);
      return;
    }
    for (const sample of samples) pending.push(sample);
    if (stored) waiting.push(stored);
    flushSoon();
  };
  const own = (tag: string, value: number): Sample => {
    const now_ms = Date.now();
    const quality = Number.isNaN(value) ? "uncertain" : "good";
    return { tag, value, source_ms: now_ms, receive_ms: now_ms, quality, reason: "none", status: 0, revision: 0 };
  };

  /** Of the sources that are quick to load those that have not said how they are. */
  const unanswered = new Set(config.sources.filter((source) => !isSlowToLoad(source)).map((source) => source.id));
  let hasBegun = false;
  const open = (source: SourceConfig, k: number): Adapter =>
    openAdapter(source, passwords[k] || undefined, place("."), place(config.spool), {
      onReadings(readings, stored) {
        const samples: Sample[] = [];
        for (const reading of readings) {
          const sample = intake.take(source.id, reading);
          if (typeof sample !== "string") samples.push(sample);
        }
        put(samples, stored);
      },
      lastTime_ms: (point) => intake.lastTime_ms(source.id, point),
      onLink(link: Link) {
        note(`${source.id}: ${link.state}: ${link.why}`);
        unanswered.delete(source.id);
        if (unanswered.size === 0) beginSlow();
        put([own(linkTag(source.id), link.state === "up" ? 1 : 0)]);
      },
      onNote: note,
    });
  let adapters: Adapter[];
  try {
    adapters = config.sources.map(open);
  } catch (error) {
    spool.close();
    unlock();
    throw error;
  }
  const begin = (isSlow: boolean) =>
    adapters.forEach((adapter, k) => {
      const source = config.sources[k]!;
      if (isSlowToLoad(source) === isSlow) adapter.start(mapping.points.filter((p) => p.source === source.id));
    });
  begin(false);
  const isLate = setTimeout(() => beginSlow(), unanswered.size > 0 ? FIRST_ms : 0);
  function beginSlow() {
    clearTimeout(isLate);
    if (!hasBegun) begin(true);
    hasBegun = true;
  }
  const heart = setInterval(() => {
    adapters.forEach((adapter, k) => {
      const { id } = config.sources[k]!;
      const skew_ms = intake.skew.get(id)?.median_ms() ?? Number.NaN;
      const isUp = adapter.health().link.state === "up";
      put([own(linkTag(id), isUp ? 1 : 0), own(skewTag(id), skew_ms / 1000)]);
    });
  }, config.heartbeat_s * 1000);

  const health = (): BridgeHealth => {
    const { pointsWithoutTag, tagsWithoutPoint } = coverageOf(mapping.points, tags, intake.unmapped.values());
    return {
      started_ms,
      sources: adapters.map((adapter, k) => {
        const { id, protocol, url } = config.sources[k]!;
        const { link, alive_ms, messages, connections, refused } = adapter.health();
        const skew_ms = intake.skew.get(id)?.median_ms() ?? Number.NaN;
        return {
          ...{ id, protocol, url, link, messages, connections },
          refused: refused.slice(0, MOST_TOLD),
          alive_ms: Number.isNaN(alive_ms) ? null : alive_ms,
          skew_s: Number.isNaN(skew_ms) ? null : skew_ms / 1000,
        };
      }),
      counts: Object.fromEntries(intake.counts),
      pointsWithoutTag: pointsWithoutTag.slice(0, MOST_TOLD),
      tagsWithoutPoint: tagsWithoutPoint.slice(0, MOST_TOLD),
      mapping: { revision, points: mapping.points.length, fault },
      spool: { bytes: spool.bytes, waiting: spool.waiting, isFull: spool.isFull },
    };
  };
  if (config.workbench && token !== null)
    up = uplink({ url: config.workbench.url, token, district: config.district, spool, feeds, health, note });

  return {
    health,
    remap(next, nextRevision) {
      mapping = next;
      revision = nextRevision;
      fault = null;
      intake.remap(next);
      adapters.forEach((adapter, k) => {
        adapter.remap(next.points.filter((p) => p.source === config.sources[k]!.id));
      });
      up?.refeed();
      note(`mapping: ${next.points.length} points from now on`);
    },
    refuse(why) {
      fault = why;
      note(`mapping: the new one is not taken: ${why}`);
    },
    async stop() {
      clearInterval(heart);
      clearTimeout(isLate);
      hasBegun = true;
      await Promise.all(adapters.map((adapter) => adapter.stop()));
      clearTimeout(timer);
      if (!spool.isFull) spool.append(pending);
      await up?.stop();
      spool.close();
      unlock();
    },
  };
}

function readSecret(secret: Secret, place: (path: string) => string, whose: string): string {
  if ("env" in secret) {
    const value = process.env[secret.env];
    if (value === undefined || value === "")
      throw new Error(`${whose}: the environment variable ${secret.env} is not set`);
    return value;
  }
  try {
    return readFileSync(place(secret.file), "utf8").trim();
  } catch (error) {
    throw new Error(`${whose}: ${(error as Error).message}`);
  }
}
