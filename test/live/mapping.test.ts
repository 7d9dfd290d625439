import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { openBroker } from "../../sim-core/cli/field/mqtt";
import { pointsOf, rewritten } from "../../sim-core/telemetry/edit";
import { Bench, follow, freePort, pause, until } from "../support/live";

let bench: Bench;
afterEach(() => bench.close());

test("a mapping that is saved 6 times while values come is taken up each time, and none of 2 x 150 values is lost or twice", async () => {
  bench = new Bench();
  const web = await freePort();
  const url = `http://127.0.0.1:${web}`;
  const broker = await openBroker(await freePort());
  mkdirSync(bench.path("data"), { recursive: true });
  const topics = ["a", "b"];
  const { harbourside } = await import("../../scenarios/districts/harbourside");
  const levels = harbourside()
    .tags.filter((t) => t.unit === "Pa" || t.unit === "m")
    .slice(0, 3)
    .map((t) => t.id);
  const lines = topics.map(
    (t, k) => `    { "source": "m", "point": "plant/${t}", "tag": "${levels[k]}", "interval_s": 5 }`,
  );
  const file = bench.write(
    "data/mapping.json",
    `{ "format": "crosscurrent-mapping/1",\n  "points": [\n${lines.join(",\n")}\n  ] }\n`,
  );
  bench.write("data/bridge.json", {
    ...{ format: "crosscurrent-bridge/1", mapping: "mapping.json", heartbeat_s: 1 },
    workbench: { url, token: { file: "bridge.token" } },
    sources: [
      {
        ...{ id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${broker.port}` },
        subscriptions: [{ filter: "plant/#", form: "json", timeUnit: "ms" }],
      },
    ],
  });
  await bench.server(web);
  const ask = async (path: string, method: string, body?: unknown) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, ...(await response.json()) };
  };
  expect((await ask("/api/telemetry", "POST", { do: "startBridge" })).processes.bridge.isRunning).toBe(true);
  const health = async () => (await ask("/api/telemetry", "GET")).live.bridge;
  await until("the subscription", async () => (await health())?.sources[0].link.state === "up");

  const stop = new AbortController();
  const came = new Map<string, number[]>();
  const following = (async () => {
    for await (const { event, data } of follow(`${url}/api/telemetry/stream`, stop.signal))
      if (event === "values")
        data.tag.forEach((t, k) => {
          const tag = data.tags[t]!;
          if (data.quality[k] === 0) came.set(tag, [...(came.get(tag) ?? []), data.value[k]!]);
        });
  })();
  await pause(300);
  const { default: mqtt } = await import("mqtt");
  const publisher = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 4 });
  const publishing = (async () => {
    for (let k = 0; k < 150; k++) {
      for (const topic of [...topics, "c"])
        await publisher.publishAsync(`plant/${topic}`, JSON.stringify({ value: k, time: Date.now() }), { qos: 1 });
      await pause(20);
    }
  })();
  let held = await ask("/api/telemetry/mapping", "GET");
  expect(held).toMatchObject({ status: 200, file: "mapping.json", sources: ["m"] });
  for (let k = 0; k < 6; k++) {
    const points = pointsOf(held.text)!.map((p) => ({ ...p, told: { ...p.told, interval_s: 5 + k } }));
    if (k % 2 === 0)
      points.push({ from: undefined as never, told: { source: "m", point: "plant/c", tag: levels[2]! } as never });
    else points.pop();
    const answer = await ask("/api/telemetry/mapping", "PUT", {
      text: rewritten(held.text, points),
      revision: held.revision,
    });
    expect(answer.status).toBe(200);
    await until("the new mapping", async () => (await health()).mapping.revision === answer.revision, 10);
    expect((await health()).mapping).toMatchObject({ points: 2 + ((k + 1) % 2), fault: null });
    held = answer;
  }
  // what is not valid, not of the present revision, or no mapping at all changes nothing
  const before = readFileSync(file, "utf8");
  const wrong = before.replace(levels[0]!, "nobody");
  expect(await ask("/api/telemetry/mapping", "PUT", { text: wrong, revision: held.revision })).toMatchObject({
    status: 422,
    error: {
      message: expect.stringMatching(
        /^mapping\.json:3: plant\/a, points\[0\]\.tag: got nobody, wanted a Tag of the district/,
      ),
    },
  });
  expect((await ask("/api/telemetry/mapping", "PUT", { text: before, revision: "0" })).status).toBe(409);
  expect(
    (await ask("/api/telemetry/mapping", "PUT", { text: before, revision: held.revision, file: "/etc/x" })).status,
  ).toBe(400);
  const foreign = await fetch(`${url}/api/telemetry/mapping`, {
    ...{ method: "PUT", body: JSON.stringify({ text: before, revision: held.revision }) },
    headers: { "content-type": "application/json", "sec-fetch-site": "cross-site" },
  });
  expect(foreign.status).toBe(403);
  expect(readFileSync(file, "utf8")).toBe(before);
  expect(readdirSync(bench.path("data")).filter((name) => name.endsWith(".new"))).toEqual([]);
  // one that is spoilt by hand is said, and the bridge goes on with the one it has
  writeFileSync(file, wrong);
  await until("the refusal", async () => /nobody/.test((await health()).mapping.fault ?? ""), 10);
  expect((await health()).mapping.revision).toBe(held.revision);

  await publishing;
  await publisher.endAsync(true);
  await until("the last values", () => levels.slice(0, 2).every((tag) => (came.get(tag) ?? []).includes(149)), 20);
  const coverage = await health();
  expect(coverage.pointsWithoutTag).toEqual([expect.objectContaining({ source: "m", point: "plant/c", value: 149 })]);
  stop.abort();
  await following;
  await ask("/api/telemetry", "POST", { do: "stop" });
  const all = Array.from({ length: 150 }, (_, k) => k);
  for (const tag of levels.slice(0, 2)) expect(came.get(tag), tag).toEqual(all);
  const some = came.get(levels[2]!)!;
  expect(some.length).toBeGreaterThan(10);
  expect(some).toEqual([...some].sort((a, b) => a - b));
  await broker.stop();
});

test("crosscurrent bridge --coverage says which points have no Tag, with a proposal, and keeps nothing", async () => {
  bench = new Bench();
  const broker = await openBroker(await freePort());
  bench.write("mapping.json", { format: "crosscurrent-mapping/1", points: [] });
  bench.write("bridge.json", {
    ...{ format: "crosscurrent-bridge/1", mapping: "mapping.json" },
    sources: [
      {
        ...{ id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${broker.port}` },
        subscriptions: [{ filter: "plant/#", form: "json" }],
      },
    ],
  });
  const { default: mqtt } = await import("mqtt");
  const publisher = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 4 });
  const text = JSON.stringify({ value: 2.5, unit: "m" });
  const timer = setInterval(() => void publisher.publish("plant/tower/level", text), 100);
  const child = bench.cli("bridge", ["bridge", "--config", bench.path("bridge.json"), "--coverage", "--seconds", "2"]);
  await until("its end", () => child.exitCode !== null);
  clearInterval(timer);
  await publisher.endAsync(true);
  await broker.stop();
  const said = bench.said.get("bridge")!.join("");
  expect(said).toContain("heard, without a Tag: 1\n  m  plant/tower/level  2.5 m  like TOWER.level_m\n");
  expect(said).toContain("Tags without a point: 84\n");
  expect(readdirSync(bench.folder).sort()).toEqual(["bridge.json", "mapping.json"]);
});
