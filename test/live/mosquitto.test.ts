import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { openBridge } from "../../sim-core/telemetry/adapters/bridge";
import { readBridgeConfig } from "../../sim-core/telemetry/config";
import { Bench, hasMosquitto, mosquittoOn, mosquittoPub, pause, until } from "../support/live";
import { levelTag, mappingOf } from "../support/telemetry";

let bench: Bench;
afterEach(() => bench?.close());

const points = [{ point: "plant/level", tag: "T.level_m" }];
const tags = [levelTag];

const startBroker = (lines?: readonly string[]) => mosquittoOn(bench, lines);
const bridgeTo = (url: string, more: Record<string, unknown> = {}, env?: string) => {
  const source = { id: "m", protocol: "mqtt", url, subscriptions: [{ filter: "plant/#" }], ...more };
  const { config, issues } = readBridgeConfig(
    JSON.stringify({ format: "crosscurrent-bridge/1", mapping: "-", heartbeat_s: 60, sources: [source] }),
    "b.json",
  );
  if (!config) throw new Error(JSON.stringify(issues));
  const notes: string[] = [];
  const folder = bench.path(env ?? "bridge");
  const bridge = openBridge({ config, mapping: mappingOf(points, "m"), tags, folder, note: (t) => notes.push(t) });
  return { bridge, notes };
};
const publish = (port: number, topic: string, message: string, more: readonly string[] = []) =>
  execFileSync(mosquittoPub!, ["-h", "127.0.0.1", "-p", String(port), "-q", "1", "-t", topic, "-m", message, ...more]);

test.skipIf(!hasMosquitto).each([["3.1.1"], ["5"]])(
  "mosquitto and mosquitto_pub, MQTT %s: a value arrives, a retained one is uncertain",
  async (version) => {
    bench = new Bench();
    const { port } = await startBroker();
    publish(port, "plant/level", "1.25", ["-r"]);
    const { bridge } = bridgeTo(`mqtt://127.0.0.1:${port}`, { version });
    await until("the retained value", () => bridge.health().counts.retained === 1);
    publish(port, "plant/level", "2.5", ["-V", version === "5" ? "mqttv5" : "mqttv311"]);
    await until("the value", () => bridge.health().counts.good === 1);
    await bridge.stop();
  },
);

test.skipIf(!hasMosquitto)(
  "what mosquitto queued while the bridge was away arrives when it is back: 0 of 50 lost, none twice, of unknown age",
  async () => {
    bench = new Bench();
    const { port } = await startBroker();
    const first = bridgeTo(`mqtt://127.0.0.1:${port}`).bridge;
    await until("the subscription", () => first.health().sources[0]!.link.state === "up");
    await first.stop();
    for (let k = 0; k < 50; k++) publish(port, "plant/level", String(k));
    const second = bridgeTo(`mqtt://127.0.0.1:${port}`).bridge;
    await until("all of them", () => second.health().counts.queued === 50);
    await pause(600);
    publish(port, "plant/level", "50"); // its time is that of receipt again
    await until("one more", () => second.health().counts.good === 1);
    expect(second.health().counts).toEqual({ queued: 50, good: 1 });
    await second.stop();
  },
);

test.skipIf(!hasMosquitto)(
  "a password comes from a file, is in neither log nor spool; a wrong one is said and does no harm",
  async () => {
    bench = new Bench();
    const secret = "s3cret-of-the-plant";
    const passwords = bench.write("passwords", `bridge:${secret}\n`);
    execFileSync("mosquitto_passwd", ["-U", passwords]);
    const { port } = await startBroker([`password_file ${passwords}`, "allow_anonymous false"]);
    bench.write("bridge/good.txt", `${secret}\n`);
    bench.write("wrong/good.txt", "not it\n");
    const source = { user: "bridge", password: { file: "good.txt" } };
    const right = bridgeTo(`mqtt://127.0.0.1:${port}`, source);
    const wrong = bridgeTo(`mqtt://127.0.0.1:${port}`, { ...source, clientId: "other" }, "wrong");
    await until("the right one", () => right.bridge.health().sources[0]!.link.state === "up");
    publish(port, "plant/level", "1", ["-u", "bridge", "-P", secret]);
    await until("a value", () => right.bridge.health().counts.good === 1);
    await until("the refusal", () => wrong.notes.some((note) => /authori[sz]ed/i.test(note)));
    expect(wrong.bridge.health().sources[0]!.link.state).not.toBe("up");
    const health = JSON.stringify([right.bridge.health(), right.notes, wrong.bridge.health(), wrong.notes]);
    await Promise.all([right.bridge.stop(), wrong.bridge.stop()]);
    expect(health).not.toContain(secret);
    for (const folder of ["bridge/spool", "wrong/spool"])
      for (const file of readdirSync(bench.path(folder)))
        expect(readFileSync(bench.path(folder, file)).includes(secret), file).toBe(false);
  },
);

test.skipIf(!hasMosquitto)(
  "TLS: a broker with a certificate of the named authority is trusted, any other is not",
  async () => {
    bench = new Bench();
    const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore", cwd: bench.folder });
    for (const ca of ["ca", "stranger"])
      openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        `/CN=${ca}`,
        "-keyout",
        `${ca}.key`,
        "-out",
        `${ca}.pem`,
      );
    openssl(
      "req",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-subj",
      "/CN=127.0.0.1",
      "-keyout",
      "broker.key",
      "-out",
      "broker.csr",
    );
    bench.write("san", "subjectAltName=IP:127.0.0.1\n");
    openssl(
      "x509",
      "-req",
      "-in",
      "broker.csr",
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      "san",
      "-out",
      "broker.pem",
    );
    openssl("rsa", "-in", "broker.key", "-out", "broker.key");
    execFileSync("chmod", ["-R", "a+rX", bench.folder]);
    const { port } = await startBroker([
      "allow_anonymous true",
      `certfile ${bench.path("broker.pem")}`,
      `keyfile ${bench.path("broker.key")}`,
    ]);
    const url = `mqtts://127.0.0.1:${port}`;
    const trusting = bridgeTo(url, { tls: { ca: "../ca.pem" } }); // from the configuration's folder
    expect(() => bridgeTo(url, { tls: { ca: "ca.pem" } }, "other")).toThrow(/^m: tls\.ca: ENOENT.*other\/ca\.pem/);
    const other = bridgeTo(url, { tls: { ca: bench.path("stranger.pem") }, clientId: "other" }, "other");
    await until("the trusted one", () => trusting.bridge.health().sources[0]!.link.state === "up");
    await until("the refusal", () => other.notes.some((note) => /certificate|self.signed|issuer/i.test(note)));
    expect(other.bridge.health().sources[0]!.link.state).not.toBe("up");
    await Promise.all([trusting.bridge.stop(), other.bridge.stop()]);
  },
);

test.skipIf(!hasMosquitto)(
  "two bridges of one name push each other off the broker's line: both say so, and what to do",
  async () => {
    bench = new Bench();
    const { port } = await startBroker();
    const both = ["one", "two"].map((folder) => bridgeTo(`mqtt://127.0.0.1:${port}`, {}, folder));
    for (const { notes } of both)
      await until("the word", () =>
        notes.some((note) => /another client .* is called crosscurrent-m: .*"clientId"/.test(note)),
      );
    const [one, two] = both;
    await two!.bridge.stop();
    await until("the line", () => one!.bridge.health().sources[0]!.link.state === "up");
    publish(port, "plant/level", "1", []);
    await until(
      "a value",
      () => (one!.bridge.health().counts.good ?? 0) + (one!.bridge.health().counts.queued ?? 0) > 0,
    );
    await one!.bridge.stop();
  },
);

test("a broker that is not there is said once, not twice a second; a secret's file that is not there is named", async () => {
  bench = new Bench();
  const { bridge, notes } = bridgeTo("mqtt://127.0.0.1:9");
  await until("the word", () => bridge.health().sources[0]!.link.state === "lost");
  await pause(1500);
  await bridge.stop();
  expect(notes.filter((note) => /ECONNREFUSED/.test(note))).toEqual([
    "m: connect ECONNREFUSED 127.0.0.1:9",
    "m: lost: connect ECONNREFUSED 127.0.0.1:9",
  ]);
  expect(() => bridgeTo("mqtt://127.0.0.1:9", { user: "a", password: { file: "no.txt" } })).toThrow(
    /^m: password: ENOENT: .*no\.txt/,
  );
});
