import { resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { harbourside } from "../../scenarios/districts/harbourside";
import { Spool } from "../../sim-core/telemetry/adapters/spool";
import { samplesOf } from "../../sim-core/telemetry/batch";
import type { Sample } from "../../sim-core/telemetry/sample";
import { Bench, freePort, hasMosquitto, mosquittoOn, pause, until } from "../support/live";

let bench: Bench;
afterEach(() => bench?.close());

/** mosquitto writes its queue to disk when a message comes, not when one is acknowledged. */
test.skipIf(!hasMosquitto)(
  "a broker that comes back three times with its whole backlog, once together with the bridge: every value once, in its turn",
  async () => {
    bench = new Bench();
    const names = harbourside()
      .tags.slice(0, 2)
      .map((t) => t.id);
    const port = await freePort();
    const keeping = ["allow_anonymous true", "persistence true", `persistence_location ${bench.path("")}/`];
    keeping.push("autosave_on_changes true", "autosave_interval 1", "max_queued_messages 100000");
    const startBroker = async () => (await mosquittoOn(bench, keeping, port)).child;
    const units = new Map(harbourside().tags.map((t) => [t.id, t.unit]));
    bench.write("mapping.json", {
      format: "crosscurrent-mapping/1",
      points: names.map((id) => ({ source: "m", point: `count/${id}`, tag: id, unit: units.get(id), interval_s: 5 })),
    });
    bench.write("bridge.json", {
      format: "crosscurrent-bridge/1",
      mapping: "mapping.json",
      sources: [
        {
          ...{ id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${port}` },
          subscriptions: [{ filter: "count/#", form: "json", timeUnit: "ms" }],
        },
      ],
    });
    const startBridge = async () => {
      const child = bench.cli("bridge", ["bridge", "--config", bench.path("bridge.json")]);
      await until("the subscription", () => bench.said.get("bridge")!.join("").includes("m: up"));
      return child;
    };
    let broker = await startBroker();
    await bench.kill(await startBridge());
    const counting = bench.start("counter", process.execPath, [
      resolve("test/support/live-counter.mjs"),
      ...[`mqtt://127.0.0.1:${port}`, JSON.stringify(names), "0"],
    ]);
    const told = () => bench.said.get("counter")!.join("").split("\n").length - 1;
    await until("a backlog", () => told() > 2000);
    counting.kill("SIGTERM");
    await until("the counters to end", () => counting.exitCode !== null);

    let bridge = await startBridge();
    for (const isBoth of [false, false, true]) {
      await pause(1500);
      await bench.kill(broker);
      if (isBoth) await bench.kill(bridge);
      broker = await startBroker();
      if (isBoth) bridge = await startBridge();
    }
    await pause(3000);
    await bench.kill(bridge);
    const samples: Sample[] = [];
    new Spool(bench.path("spool"), 1e9, (batch) => samples.push(...samplesOf(batch))).close();
    for (const name of names) {
      const values = samples.filter((s) => s.tag === name).map((s) => s.value);
      const last = Math.max(...values);
      expect(last).toBeGreaterThan(900);
      expect(values).toEqual(Array.from({ length: last }, (_, k) => k + 1));
    }
  },
);
