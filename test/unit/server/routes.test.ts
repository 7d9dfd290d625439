import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";

const data = mkdtempSync(join(tmpdir(), "crosscurrent-routes-"));
process.env.CROSSCURRENT_DATA = data; // read at the first use of the database, below
const { database } = await import("../../../app/_server/database");
const runs = await import("../../../app/api/runs/route");
const oneRun = await import("../../../app/api/runs/[id]/route");
const inputs = await import("../../../app/api/runs/[id]/inputs/route");
const blocks = await import("../../../app/api/runs/[id]/blocks/[firstTick]/route");
const { tinyDistrict, tinyLayout, tinyResult, tinyScenario } = await import("../../support/runs");

afterAll(async () => {
  await database().$disconnect();
  rmSync(data, { recursive: true });
});

const url = "http://127.0.0.1/api/runs";
const finished = {
  kind: "finished",
  scenario: tinyScenario(),
  district: tinyDistrict(),
  seed: 7,
  ticks: 3,
  result: tinyResult(),
  layout: tinyLayout(),
};
const post = (body: unknown, headers: Record<string, string> = { "content-type": "application/json" }) =>
  runs.POST(
    new Request(url, { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) }),
  );
const params = <P>(values: P) => ({ params: Promise.resolve(values) });

test("a finished run is kept, its block put and fetched with the same 8 bytes a tick, and deleted", async () => {
  const created = await post(finished);
  expect(created.status).toBe(201);
  const { id } = await created.json();
  const values = new Float32Array([1, 2, 3, 4]);
  const at = params({ id, firstTick: "2" });
  const put = await blocks.PUT(new Request(`${url}/${id}/blocks/2`, { method: "PUT", body: values }), at);
  expect(put.status).toBe(204);
  const got = await blocks.GET(new Request(url), at);
  expect(got.headers.get("x-tick-count")).toBe("2");
  expect(new Float32Array(new Uint8Array(inflateSync(await got.arrayBuffer())).buffer)).toEqual(values);
  const again = await (await oneRun.GET(new Request(url), params({ id }))).json();
  expect(again).toMatchObject({ id, digest: tinyResult().digest, seed: 7, blocks: [{ firstTick: 2, tickCount: 2 }] });
  expect(await (await inputs.GET(new Request(url), params({ id }))).json()).toMatchObject({ seed: 7, ticks: 3 });
  expect((await (await runs.GET(new Request(url))).json()).runs.map((r: { id: string }) => r.id)).toContain(id);
  expect((await oneRun.DELETE(new Request(url, { method: "DELETE" }), params({ id }))).status).toBe(204);
  expect((await oneRun.GET(new Request(url), params({ id }))).status).toBe(404);
});

test.each([
  ["no JSON at all", "{", 400, "notJson", /the body is no JSON/],
  [
    "a district of another format",
    { ...finished, district: { format: "geojson" } },
    400,
    "invalid",
    /^district\.format: /,
  ],
  ["a seed below 0", { ...finished, seed: -1 }, 400, "invalid", /^seed: /],
  [
    "a digest that is none",
    { ...finished, result: { ...tinyResult(), digest: "?" } },
    400,
    "invalid",
    /^result\.digest: a digest is/,
  ],
  [
    "a tick of no length",
    { ...finished, scenario: { ...tinyScenario(), tick_s: 0 } },
    400,
    "invalid",
    /^scenario\.tick_s: /,
  ],
  ["a scenario that does not ship", { kind: "request", scenario: "flood" }, 400, "invalid", /^scenario: .*heatwave/],
  ["a district of 0 hours", { kind: "request", scenario: "heatwave", hours: 0 }, 400, "invalid", /^hours: /],
  ["a kind that nobody knows", { kind: "wish" }, 400, "invalid", /^kind: /],
])("%s is refused with the field and what was wanted", async (_what, body, status, code, message) => {
  const response = await post(body);
  expect(response.status).toBe(status);
  expect((await response.json()).error).toMatchObject({ code, message: expect.stringMatching(message) });
});

test("a form posted by another site's page is refused, whatever it holds", async () => {
  const json = { "content-type": "application/json" };
  expect((await post(finished, { ...json, "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await post(finished, { "content-type": "text/plain" })).status).toBe(415);
});

test("a block that is no whole number of ticks, or beyond the run's end, is refused", async () => {
  const { id } = await (await post(finished)).json();
  const put = (firstTick: string, length: number) =>
    blocks.PUT(new Request(url, { method: "PUT", body: new Uint8Array(length) }), params({ id, firstTick }));
  expect((await put("0", 9)).status).toBe(400);
  expect((await put("4", 8)).status).toBe(400);
  expect((await put("-1", 8)).status).toBe(400);
  expect((await put("3", 8)).status).toBe(204);
});
