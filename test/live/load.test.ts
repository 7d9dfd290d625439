import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { harbourside } from "../../scenarios/districts/harbourside";
import { Bench, follow, freePort, hasMosquitto, loadBridge, mosquittoOn, until } from "../support/live";
import { size } from "../support/size";

let bench: Bench;
afterEach(() => bench?.close());

const rss_MB = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
const RATE = 10_000;
const SECONDS = size(5, 60);

test.skipIf(!hasMosquitto)(
  `${RATE} values a second over MQTT for ${SECONDS} s: all received, stored and streamed, memory bounded`,
  async () => {
    bench = new Bench();
    const tags = harbourside().tags;
    const names = tags.map((tag) => tag.id);
    const [web, { port }] = await Promise.all([freePort(), mosquittoOn(bench)]);
    const url = `http://127.0.0.1:${web}`;
    const server = await bench.server(web);
    await fetch(`${url}/api/telemetry/ingest`, { method: "POST", body: "x" }); // makes the token
    const config = loadBridge(bench, tags, { url, token: bench.path("data/bridge.token"), port });
    const bridge = bench.cli("bridge", ["bridge", "--config", config]);
    await until("the bridge", () => bench.said.get("bridge")!.join("").includes("up"));

    const stop = new AbortController();
    const latencies: number[] = [];
    let received = 0;
    const outOfOrder: string[] = [];
    const last = new Map<string, number>();
    const following = (async () => {
      for await (const { event, data } of follow(`${url}/api/telemetry/stream`, stop.signal)) {
        if (event !== "values") continue;
        const now_ms = Date.now();
        data.tag.forEach((t, k) => {
          const tag = data.tags[t]!;
          if (tag.startsWith("@")) return;
          received++;
          latencies.push(now_ms - data.time[k]!);
          if (data.value[k]! <= (last.get(tag) ?? 0)) outOfOrder.push(`${tag} ${data.value[k]}`);
          last.set(tag, data.value[k]!);
        });
      }
    })();
    const publisher = bench.start("publisher", process.execPath, [
      resolve("test/support/live-publisher.mjs"),
      ...[`mqtt://127.0.0.1:${port}`, String(RATE), String(SECONDS), JSON.stringify(names), "list"],
    ]);
    const memory: { bridge: number; server: number }[] = [];
    const watch = setInterval(() => memory.push({ bridge: rss_MB(bridge.pid!), server: rss_MB(server.pid!) }), 1000);
    const said = await until("the publisher", () => bench.said.get("publisher")!.join("") || undefined, SECONDS + 60);
    clearInterval(watch);
    const { sent, acknowledged, seconds } = JSON.parse(said);
    expect(acknowledged).toBe(sent);
    await until("the stream to have it all", () => received >= sent).catch(() => undefined);
    const stored = await until("the database to have it all", async () => {
      const { live, kept } = await (await fetch(`${url}/api/telemetry`)).json();
      return live.unstored === 0 && live.storedSeq > sent ? { live, kept } : undefined;
    });
    stop.abort();
    await following;
    expect(publisher.exitCode ?? 0).toBe(0);

    latencies.sort((a, b) => a - b);
    const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))];
    const early = memory[Math.floor(memory.length / 3)]!;
    const late = memory[memory.length - 1]!;
    const figures = {
      ...{
        sent,
        received,
        seconds,
        rate: Math.round(sent / seconds),
        latency_ms: { median: at(0.5), p99: at(0.99), worst: at(1) },
      },
      memory_MB: { early, late },
      blocks: stored.kept,
    };
    console.log(JSON.stringify(figures));
    expect(received).toBe(sent);
    expect(outOfOrder).toEqual([]);
    // what grows is the ring and the spool's cache, both with a limit: no more than those
    expect(late.bridge).toBeLessThan(500);
    expect(late.server).toBeLessThan(700);
  },
  (SECONDS + 120) * 1000,
);
