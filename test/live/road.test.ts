import { afterEach, expect, test } from "vitest";
import { Bench, follow, freePort, until } from "../support/live";

let bench: Bench;
afterEach(() => bench.close());

test("field -> bridge -> workbench -> stream: all 84 points of Harbourside arrive over both protocols, in SI, good", async () => {
  bench = new Bench();
  const [web, mqtt, opcua] = await Promise.all([freePort(), freePort(), freePort()]);
  const url = `http://127.0.0.1:${web}`;
  await bench.server(web);
  await fetch(`${url}/api/telemetry/ingest`, { method: "POST", body: "x" }); // makes the token
  const ports = ["--mqtt", String(mqtt), "--opcua", String(opcua)];
  const token = bench.path("data/bridge.token");
  bench.cli("field", [
    "field",
    ...ports,
    "--every",
    "0.5",
    "--write",
    bench.path("demo"),
    "--workbench",
    url,
    "--token",
    token,
  ]);
  await until("the field", () => bench.said.get("field")?.join("").includes("field devices"));
  bench.cli("bridge", ["bridge", "--config", bench.path("demo/bridge.json")]);

  const stop = new AbortController();
  const seen = new Map<string, { value: number | null; quality: number }>();
  for await (const { event, data } of follow(`${url}/api/telemetry/stream`, stop.signal)) {
    if (event === "values")
      data.tag.forEach((t, k) => seen.set(data.tags[t]!, { value: data.value[k]!, quality: data.quality[k]! }));
    if (seen.size >= 84 + 4) break;
  }
  stop.abort();
  const own = [...seen.keys()].filter((tag) => tag.startsWith("@")).sort();
  expect(own).toEqual(["@link/mqtt", "@link/opcua", "@skew/mqtt", "@skew/opcua"]);
  const values = [...seen].filter(([tag]) => !tag.startsWith("@"));
  expect(values).toHaveLength(84);
  expect(values.filter(([, { quality }]) => quality !== 0)).toEqual([]);
  for (const [tag, { value }] of values)
    if (tag.endsWith("voltage_1")) expect(value).toBeCloseTo(1, 0);
    else if (tag.endsWith("pressure_Pa")) expect(value).toBeGreaterThan(50_000);
  const status = await (await fetch(`${url}/api/telemetry`)).json();
  expect(status.live.bridge).toMatchObject({ pointsWithoutTag: [], tagsWithoutPoint: [] });
  expect(status.present["TOWER.level_m"]).toMatchObject({ quality: "good", reason: "none" });
  expect(status.present["LV-A1.voltage_1"]).toMatchObject({ quality: "good", reason: "simulated", status: 0x42090000 });
}, 180_000);
