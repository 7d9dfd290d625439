import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { OPCUAServer, UAVariable } from "node-opcua";
import { afterEach, expect, test } from "vitest";
import { openBridge } from "../../sim-core/telemetry/adapters/bridge";
import { Spool } from "../../sim-core/telemetry/adapters/spool";
import { samplesOf } from "../../sim-core/telemetry/batch";
import { readBridgeConfig } from "../../sim-core/telemetry/config";
import { isOwnTag } from "../../sim-core/telemetry/sample";
import { Bench, freePort, pause, recordingProxy, until } from "../support/live";
import { levelTag, mappingOf } from "../support/telemetry";
import { historyServices } from "../support/wire";

let bench: Bench;
afterEach(() => bench.close());

const NAMESPACE = "urn:test:plant";
const POINT = `nsu=${NAMESPACE};s=level`;
const pkiOf = async (folder: string, automaticallyAcceptUnknownCertificate: boolean) => {
  const ua = await import("node-opcua");
  return new ua.OPCUACertificateManager({ rootFolder: bench.path(folder), automaticallyAcceptUnknownCertificate });
};

/** A server of the test's own with one variable, historizing, and one that nobody maps. */
async function plantServer(
  port: number,
  more: Record<string, unknown> = {},
): Promise<{ server: OPCUAServer; level: UAVariable }> {
  const ua = await import("node-opcua");
  for (const set of [ua.setErrorLogger, ua.setWarningLogger]) set?.(() => {});
  const server = new ua.OPCUAServer({
    ...{ port, hostname: "127.0.0.1", host: "127.0.0.1", resourcePath: "/plant" },
    serverCertificateManager: await pkiOf("pki-server", true),
    ...more,
  });
  await server.initialize();
  const space = server.engine.addressSpace!;
  const namespace = space.registerNamespace(NAMESPACE);
  const device = namespace.addObject({ organizedBy: space.rootFolder.objects, browseName: "Plant" });
  const add = (name: string) =>
    namespace.addVariable({
      ...{
        componentOf: device,
        nodeId: `s=${name}`,
        browseName: name,
        dataType: "Double",
        minimumSamplingInterval: 20,
      },
      ...{ accessLevel: "CurrentRead | HistoryRead", userAccessLevel: "CurrentRead | HistoryRead" },
    });
  const level = add("level");
  space.installHistoricalDataNode(level, { maxOnlineValues: 5000 });
  add("spare").setValueFromSource({ dataType: ua.DataType.Double, value: 7 });
  await server.start();
  return { server, level };
}
const certificate = (file: string) => new X509Certificate(readFileSync(file)).raw;
const setTo = async (level: UAVariable, value: number, time_ms = Date.now()) => {
  const ua = await import("node-opcua");
  level.setValueFromSource({ dataType: ua.DataType.Double, value }, ua.StatusCodes.Good, new Date(time_ms));
};

function bridgeTo(url: string, more: Record<string, unknown> = {}, others: readonly unknown[] = []) {
  const source = { id: "o", protocol: "opcua", url, sampling_ms: 50, publishing_ms: 100, ...more };
  const { config, issues } = readBridgeConfig(
    JSON.stringify({ format: "crosscurrent-bridge/1", mapping: "-", heartbeat_s: 60, sources: [source, ...others] }),
    "b.json",
  );
  if (!config) throw new Error(JSON.stringify(issues));
  const notes: string[] = [];
  const mapping = mappingOf([{ point: POINT, tag: "T.level_m" }], "o");
  const bridge = openBridge({ config, mapping, tags: [levelTag], folder: bench.folder, note: (t) => notes.push(t) });
  return { bridge, notes };
}
const kept = () =>
  new Spool(bench.path("spool"), 1e9)
    .read(0, 1e6)
    .flatMap(samplesOf)
    .filter((s) => !isOwnTag(s.tag));

test("a break of the line and a restart of the bridge are filled from the server's history: every value once, in order", async () => {
  bench = new Bench();
  const port = await freePort();
  const { server, level } = await plantServer(port);
  const proxy = await recordingProxy(port);
  const url = `opc.tcp://127.0.0.1:${proxy.port}/plant`;
  const insecure = { mode: "None", trustAny: true };
  let value = 0;
  const some = async (count: number) => {
    for (let k = 0; k < count; k++) {
      await setTo(level, ++value);
      await pause(4); // faster than it is sampled: most of them are only in the history
    }
  };
  await setTo(level, ++value);
  let { bridge, notes } = bridgeTo(url, insecure);
  await until("the first value", () => bridge.health().counts.good === 1);
  const seen = await until("what nobody mapped", () => bridge.health().pointsWithoutTag[0]);
  expect(seen).toMatchObject({ source: "o", point: `nsu=${NAMESPACE};s=spare`, value: 7 });
  proxy.breakAll();
  await until("the break", () => bridge.health().sources[0]!.link.state === "lost");
  const first = value;
  await some(60); // before the line is tried again, half a second later
  await until("the line", () => bridge.health().sources[0]!.link.state === "up");
  await until("the last value", () => kept().some((s) => s.value === value));
  await bridge.stop();
  expect(notes.join("\n")).toMatch(/\d+ values of a break read from the server's history/);
  const missed = value;
  await some(60); // nobody listens
  ({ bridge, notes } = bridgeTo(url, insecure));
  await until("the last value", () => kept().some((s) => s.value === value));
  await bridge.stop();
  await server.shutdown(100);
  proxy.server.close();

  const values = kept().map((s) => s.value);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(new Set(values).size).toBe(values.length);
  const there = new Set(values);
  const lost = Array.from({ length: value - first }, (_, k) => first + 1 + k).filter((v) => !there.has(v));
  expect(lost).toEqual([]); // neither of the break's 60 nor of the 60 while the bridge was away
  expect(missed).toBe(61);
  expect(kept().every((s) => s.quality === "good" && s.reason === "none")).toBe(true);
  const services = historyServices(proxy.out.map((parts) => Buffer.concat(parts)));
  expect(services.has("HistoryRead")).toBe(true);
  expect(services.has("HistoryUpdate")).toBe(false);
});

test("another mapping while it runs: points that leave it are monitored no more, new ones are, none is interrupted, in a break too", async () => {
  bench = new Bench();
  const port = await freePort();
  const { server, level } = await plantServer(port);
  const spare = server.engine.addressSpace!.findNode(
    `ns=${server.engine.addressSpace!.getNamespaceIndex(NAMESPACE)};s=spare`,
  ) as UAVariable;
  const proxy = await recordingProxy(port);
  const { bridge, notes } = bridgeTo(`opc.tcp://127.0.0.1:${proxy.port}/plant`, { mode: "None", trustAny: true });
  const nodeOf = (name: string) => `nsu=${NAMESPACE};s=${name}`;
  const remap = (...names: string[]) =>
    bridge.remap(
      mappingOf(
        names.map((name) => ({ point: nodeOf(name), tag: name === "level" ? "T.level_m" : name })),
        "o",
      ),
      names.join(),
    );
  type Inside = { _sessions: Record<string, { publishEngine: { subscriptions: { monitoredItemCount: number }[] } }> };
  const monitored = () =>
    Object.values((server.engine as unknown as Inside)._sessions)
      .flatMap((session) => session.publishEngine.subscriptions)
      .reduce((sum, subscription) => sum + subscription.monitoredItemCount, 0);
  const source = () => bridge.health().sources[0]!;
  const arrives = (tag: string, value: number) =>
    until(`${tag} ${value}`, () => kept().some((s) => s.tag === tag && s.value === value));
  await setTo(level, 1);
  await arrives("T.level_m", 1);
  expect(monitored()).toBe(1);
  remap("level", "spare", "nobody");
  await until("the new one", () => monitored() === 2);
  await until("the refusal", () => source().refused.length === 1);
  expect(source().refused[0]).toMatchObject({ point: nodeOf("nobody"), why: expect.stringMatching(/^BadNodeId/) });
  await setTo(spare, 8);
  await arrives("spare", 8);
  const { unmapped } = bridge.health().counts;
  remap("spare");
  await until("the old one to go", () => monitored() === 1);
  await until("the refusal to go", () => source().refused.length === 0);
  await setTo(level, 2);
  await setTo(spare, 9);
  await arrives("spare", 9);
  expect(bridge.health().counts.unmapped).toBe(unmapped);
  proxy.breakAll();
  await until("the break", () => source().link.state === "lost");
  remap("level");
  await until("the line", () => source().link.state === "up");
  await arrives("T.level_m", 2);
  await until("the other one to go", () => monitored() === 1);
  await setTo(spare, 10);
  await setTo(level, 3);
  await arrives("T.level_m", 3);
  expect(
    kept()
      .filter((s) => s.tag === "spare")
      .map((s) => s.value),
  ).toEqual([7, 8, 9]);
  expect(source().connections).toBe(1); // the library mended the line; nothing was built anew
  expect(notes.filter((note) => /nobody/.test(note))).toHaveLength(1);
  await bridge.stop();
  await server.shutdown(100);
  proxy.server.close();
});

test("a broker that takes the line and says nothing does not keep an OPC UA source from beginning", async () => {
  bench = new Bench();
  const [port, silent] = await Promise.all([freePort(), freePort()]);
  const { server, level } = await plantServer(port);
  await setTo(level, 1);
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket)).listen(silent, "127.0.0.1");
  const broker = { id: "m", protocol: "mqtt", url: `mqtt://127.0.0.1:${silent}`, subscriptions: [{ filter: "a" }] };
  const { bridge } = bridgeTo(`opc.tcp://127.0.0.1:${port}/plant`, { mode: "None", trustAny: true }, [broker]);
  await until("the value", () => bridge.health().counts.good === 1, 30);
  expect(bridge.health().sources.map((s) => s.link.state)).toEqual(["up", "connecting"]);
  await bridge.stop();
  await server.shutdown(100);
  for (const socket of sockets) socket.destroy();
  mute.close();
});

test("each security policy, signed and encrypted, user by password and by certificate; each wrong one is refused and said", async () => {
  bench = new Bench();
  const ua = await import("node-opcua");
  const port = await freePort();
  const openssl = (...args: string[]) =>
    execFileSync("openssl", args, { stdio: "ignore", cwd: bench.folder, env: { ...process.env, OPENSSL_CONF: "" } }); // the library sets its own OPENSSL_CONF
  const makeUser = (name: string) =>
    openssl(
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${name}`],
      ...["-keyout", `${name}.key`, "-out", `${name}.pem`],
    );
  for (const name of ["reader", "stranger"]) makeUser(name);
  const users = await pkiOf("pki-users", false);
  await users.initialize();
  const reader = certificate(bench.path("reader.pem"));
  await users.trustCertificate(reader);
  const { MessageSecurityMode: Mode, SecurityPolicy: Policy } = ua;
  const { server, level } = await plantServer(port, {
    securityModes: [Mode.Sign, Mode.SignAndEncrypt],
    securityPolicies: [Policy.Basic256Sha256, Policy.Aes128_Sha256_RsaOaep, Policy.Aes256_Sha256_RsaPss],
    allowAnonymous: true,
    userManager: { isValidUser: (user: string, password: string) => user === "reader" && password === "right" },
    userCertificateManager: users,
  });
  await setTo(level, 1);
  const url = `opc.tcp://127.0.0.1:${port}/plant`;
  bench.write("right.txt", "right\n");
  bench.write("wrong.txt", "wrong\n");
  let n = 0;
  const trial = async (more: Record<string, unknown>) => {
    const { bridge, notes } = bridgeTo(url, { ...more });
    n++;
    await until("an answer", () => bridge.health().sources[0]!.link.state !== "connecting");
    const up = bridge.health().sources[0]!.link.state === "up";
    if (up) await until("the value", () => (bridge.health().counts.good ?? bridge.health().counts.duplicate) > 0);
    await bridge.stop();
    return up ? "up" : notes[0]!;
  };
  for (const policy of ["Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"])
    for (const mode of ["Sign", "SignAndEncrypt"])
      expect(await trial({ policy, mode, trustAny: true }), `${policy} ${mode}`).toBe("up");
  const password = (file: string) => ({ user: "reader", password: { file }, trustAny: true });
  expect(await trial(password("right.txt"))).toBe("up");
  expect(await trial(password("wrong.txt"))).toMatch(/o: .*(BadUserAccessDenied|BadIdentityToken)/);
  const identity = (name: string) => ({ identity: { cert: `${name}.pem`, key: `${name}.key` }, trustAny: true });
  expect(await trial(identity("reader"))).toBe("up");
  expect(await trial(identity("stranger"))).toMatch(/o: .*(BadIdentityToken|BadUserAccessDenied|BadCertificate)/);
  expect(n).toBe(10);
  await server.shutdown(100);
});

test("a server's certificate that is unknown or out of date is refused, and the reason names it", async () => {
  bench = new Bench();
  const port = await freePort();
  const manager = await pkiOf("pki-server", true);
  await manager.initialize();
  let { server, level } = await plantServer(port, { serverCertificateManager: manager });
  await setTo(level, 1);
  const url = `opc.tcp://127.0.0.1:${port}/plant`;
  const refusal = async (more: Record<string, unknown> = {}) => {
    const { bridge, notes } = bridgeTo(url, more);
    await until("the refusal", () => notes.some((note) => /ertificate/.test(note)));
    expect(bridge.health().sources[0]!.link.state).not.toBe("up");
    await bridge.stop();
    return notes.find((note) => /ertificate/.test(note))!;
  };
  expect(await refusal()).toMatch(/o: .*certificate.*not trusted.*[0-9A-F]{2}:[0-9A-F]{2}.*pki\/trusted\/certs/i);
  await server.shutdown(100);

  // the same key with a certificate of last year, which the bridge's operator had trusted
  const file = bench.path("old.pem");
  await manager.createSelfSignedCertificate({
    ...{ applicationUri: "urn:old", subject: "/CN=old", dns: ["127.0.0.1"], ip: ["127.0.0.1"], outputFile: file },
    ...{ startDate: new Date(Date.now() - 400 * 86_400_000), validity: 365 },
  });
  ({ server, level } = await plantServer(port, {
    ...{ serverCertificateManager: manager, certificateFile: file, serverInfo: { applicationUri: "urn:old" } },
  }));
  const own = await pkiOf("pki", false);
  await own.initialize();
  await own.trustCertificate(certificate(file));
  expect(await refusal()).toMatch(/o: .*certificate.*(out of date|expired|TimeInvalid)/i);
  expect(join(bench.folder, "pki")).toBe(bench.path("pki"));
  await server.shutdown(100);
});
