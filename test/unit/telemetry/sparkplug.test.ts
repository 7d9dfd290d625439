import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { encodePayload, type TellMetric } from "../../../sim-core/cli/field/sparkplug";
import { Random } from "../../../sim-core/model/random";
import { meaningOf, type Reading } from "../../../sim-core/telemetry/convert";
import { Intake } from "../../../sim-core/telemetry/intake";
import { PAYLOAD_LIMITS } from "../../../sim-core/telemetry/payload";
import { SparkplugNodes } from "../../../sim-core/telemetry/sparkplug/nodes";
import { metricValue, readPayload } from "../../../sim-core/telemetry/sparkplug/payload";
import { fieldsOf } from "../../../sim-core/telemetry/sparkplug/wire";
import { shared, sharedTest } from "../../support/shared";
import { seed, size } from "../../support/size";
import { mappingOf } from "../../support/telemetry";

const T0 = 1_700_000_000_000;
const DOUBLE = 10;
const topic = (type: string, device?: string) => `spBv1.0/G/${type}/N${device ? `/${device}` : ""}`;
const payload = (seq: number | undefined, metrics: readonly Partial<TellMetric>[], time_ms = T0) =>
  encodePayload({ time_ms, seq, metrics: metrics.map((m) => ({ time_ms, value: 0, datatype: DOUBLE, ...m })) });
const bdSeq = (value: number) => ({ name: "bdSeq", value, datatype: 8 });
const said = (readings: readonly Reading[]) =>
  readings.map(
    (r) => `${r.point.split("/").pop()} ${r.value} ${r.fault ?? (r.status === 0 ? "good" : r.status.toString(16))}`,
  );

/** A node that is born with bdSeq 7, and its device D with level (alias 1, m) and mode (alias 2). */
function born(): { nodes: SparkplugNodes; take: (type: string, bytes: Uint8Array, device?: string) => string[] } {
  const nodes = new SparkplugNodes(PAYLOAD_LIMITS);
  const take = (type: string, bytes: Uint8Array, device?: string) => said(nodes.take(topic(type, device), bytes, T0));
  take("NBIRTH", payload(0, [bdSeq(7)]));
  take(
    "DBIRTH",
    payload(1, [
      { name: "level", alias: 1, value: 2.5, unit: "m" },
      { name: "mode", alias: 2, value: "auto", datatype: 12 },
    ]),
    "D",
  );
  return { nodes, take };
}

test("whole numbers of every width come with their sign: Int8 -2, Int16 -300, Int32 -5, Int64 -9, UInt64 2^63", () => {
  const told = (value: number | bigint, datatype: number) => {
    const { metrics } = readPayload(payload(0, [{ name: "x", value, datatype }]), 10);
    return metricValue(metrics[0]!.told!, datatype);
  };
  expect([told(-2, 1), told(-300, 2), told(-5, 3), told(-9n, 4)]).toEqual([-2, -300, -5, -9]);
  expect([told(254, 5), told(65_535, 6), told(4_294_967_295, 7), told(2n ** 63n, 8)]).toEqual([
    254,
    65_535,
    4_294_967_295,
    2 ** 63,
  ]);
  expect([told(1.5, 9), told(-0.1, 10), told(1_700_000_000_000, 13)]).toEqual([1.5, -0.1, 1_700_000_000_000]);
  const [metric] = readPayload(payload(0, [{ name: "x", value: 1, datatype: 7 }]), 10).metrics;
  expect(metricValue(metric!.told!, DOUBLE)).toBeUndefined(); // a whole number is no Double
});

test("birth, data by alias, null, historical, transient quality: each as its rule says", () => {
  const { take } = born();
  expect(take("DDATA", payload(2, [{ alias: 1, value: 3 }]), "D")).toEqual(["D#level 3 good"]);
  expect(
    take(
      "DDATA",
      payload(3, [
        { alias: 1, value: null },
        { alias: 2, value: "off", datatype: 12 },
      ]),
      "D",
    ),
  ).toEqual(["D#level null good", "D#mode off good"]);
  expect(
    take(
      "DDATA",
      payload(4, [
        { alias: 1, value: 1, quality: 500 },
        { alias: 1, value: 1, quality: 0 },
      ]),
      "D",
    ),
  ).toEqual(["D#level 1 40000000", "D#level 1 80000000"]);
  expect(
    take(
      "DDATA",
      payload(5, [
        { alias: 9, value: 1 },
        { name: "unknown", value: 1 },
      ]),
      "D",
    ),
  ).toEqual(["D null noBirth", "D#unknown 1 noBirth"]);
});

test("a hole in seq makes every value of the node uncertain until its next birth; a message that comes twice makes none", () => {
  const { nodes, take } = born();
  nodes.take(topic("DDATA", "D"), payload(1, [{ alias: 1, value: 2.5 }]), T0, { isAgain: true });
  expect(nodes.complaints()).toEqual([]);
  expect(take("DDATA", payload(4, [{ alias: 1, value: 9 }]), "D")).toEqual(["D#mode auto seqGap", "D#level 9 seqGap"]);
  expect(take("DDATA", payload(5, [{ alias: 1, value: 10 }]), "D")).toEqual(["D#level 10 seqGap"]);
  expect(nodes.complaints()[0]!.why).toMatch(/does not ask for one/);
  take("NBIRTH", payload(0, [bdSeq(7)]));
  expect(take("DDATA", payload(1, [{ alias: 1, value: 11 }]), "D")).toEqual(["D null noBirth"]); // its device is not born again
  take("DBIRTH", payload(2, [{ name: "level", alias: 1, value: 12, unit: "m" }]), "D");
  expect(take("DDATA", payload(3, [{ alias: 1, value: 13 }]), "D")).toEqual(["D#level 13 good"]);
});

test("a message that was overtaken and comes within 2 s leaves no doubt; one that comes later, or never, does until the next birth", () => {
  const overtaken = (wait_ms: number) => {
    const { nodes, take } = born();
    const ddata = (seq: number, value: number, ms: number, how = {}) =>
      said(nodes.take(topic("DDATA", "D"), payload(seq, [{ alias: 1, value }], T0 + seq), T0 + ms, how));
    expect(ddata(4, 40, 10)).toEqual(["D#mode auto seqGap", "D#level 40 seqGap"]);
    expect(ddata(3, 30, 20)).toEqual(["D#level 30 seqGap"]);
    return { nodes, take, ddata, came: ddata(2, 20, 20 + wait_ms) };
  };
  const soon = overtaken(1900);
  expect(soon.came).toEqual(["D#level 20 good", "D#level 40 good", "D#mode auto good"]); // 40 stays the present one
  expect(soon.nodes.complaints()).toEqual([]);
  expect(soon.ddata(3, 30, 1950, { isRepeated: true })).toEqual(["D#level 30 good"]); // no new doubt; the intake knows it
  expect(soon.ddata(5, 50, 2000)).toEqual(["D#level 50 good"]);
  const late = overtaken(2100);
  expect(late.came).toEqual(["D#level 20 seqGap"]);
  expect(late.nodes.complaints()).toHaveLength(1);
  // a death that its device's next birth has overtaken
  const { take } = born();
  take("DBIRTH", payload(3, [{ name: "level", alias: 1, value: 1, unit: "m" }]), "D");
  expect(take("DDEATH", payload(2, []), "D")).toEqual(["D#level 1 good"]);
  expect(take("DDATA", payload(4, [{ alias: 1, value: 4 }]), "D")).toEqual(["D#level 4 good"]);
});

test("seq goes from 255 to 0; 600 messages in turn leave no doubt", () => {
  const { nodes, take } = born();
  for (let k = 2; k < 602; k++) take("DDATA", payload(k % 256, [{ alias: 1, value: k }]), "D");
  expect(nodes.complaints()).toEqual([]);
});

test("a death counts only with the birth's bdSeq; then all values are bad; a device dies alone", () => {
  const { take } = born();
  expect(take("NDEATH", payload(undefined, [bdSeq(6)]))).toEqual([]); // an old will
  expect(take("DDEATH", payload(2, []), "D")).toEqual(["D#level 2.5 offline", "D#mode auto offline"]);
  expect(take("DDATA", payload(3, [{ alias: 1, value: 3 }]), "D")).toEqual(["D#level 3 noBirth"]);
  expect(take("NDEATH", payload(undefined, [bdSeq(7)]))).toEqual(["D#level 3 offline", "D#mode auto offline"]);
  expect(take("DDATA", payload(4, [{ alias: 1, value: 4 }]), "D")).toEqual(["D#level 4 noBirth"]);
});

test("a broker that forgot the session makes all nodes wait for their birth; commands and states are no readings", () => {
  const { nodes, take } = born();
  expect(said(nodes.forgetSession(T0))).toEqual(["D#level 2.5 noBirth", "D#mode auto noBirth"]);
  expect(take("DDATA", payload(2, [{ alias: 1, value: 3 }]), "D")).toEqual(["D null noBirth"]);
  expect(take("NCMD", payload(0, [{ name: "Node Control/Rebirth", value: true, datatype: 11 }]))).toEqual([]);
  expect(said(nodes.take("spBv1.0/STATE/host", Buffer.from("{}"), T0))).toEqual([]);
  expect(said(nodes.take("spBv1.0/G/DDATA/N", payload(0, []), T0))).toEqual(["N null notSparkplug"]); // no device
});

test("through the intake: good in its turn, uncertain after a gap, bad at a death, historical never the present value", () => {
  const { nodes } = born();
  const intake = new Intake(mappingOf([{ point: "spBv1.0/G/N/D#level", unit: "m" }]));
  let now_ms = T0;
  const told = (type: string, bytes: Uint8Array, device?: string) => {
    now_ms += 1000;
    return nodes.take(topic(type, device), bytes, now_ms).flatMap((r) => {
      const taken = intake.take("s", r);
      return taken === "unmapped"
        ? []
        : typeof taken === "string"
          ? taken
          : `${taken.value} ${taken.quality} ${taken.reason}`;
    });
  };
  const data = (seq: number, value: number, over: Partial<TellMetric> = {}) =>
    told("DDATA", payload(seq, [{ alias: 1, value, ...over }], now_ms + 900), "D");
  expect(data(2, 3)).toEqual(["3 good none"]);
  expect(data(3, 1, { isHistorical: true, time_ms: T0 - 60_000 })).toEqual(["1 good late"]);
  expect(data(4, 1, { isHistorical: true, time_ms: T0 - 60_000 })).toEqual(["duplicate"]);
  expect(data(6, 4)).toEqual(["4 uncertain seqGap"]);
  expect(told("NDEATH", payload(undefined, [bdSeq(7)]))).toEqual(["NaN bad offline"]);
});

sharedTest(
  "a foreign edge node's bytes (Google protobuf, Eclipse Tahu's schema): every metric, seq gap 5 to 8, both deaths",
  () => {
    const nodes = new SparkplugNodes(PAYLOAD_LIMITS);
    const { scenarios } = JSON.parse(readFileSync(shared("protocols/vectors/mqtt_sparkplug.json"), "utf8"));
    const lines: string[] = [];
    for (const { hex, summary, direction } of scenarios[0].messages) {
      const isWill = / NDEATH /.test(summary); // told by the broker, at QoS 1 and MQTT 5: packet id and no properties
      if (!/SparkplugB/.test(summary) || (direction === "client->server") === isWill) continue;
      const bytes = Buffer.from(hex, "hex");
      let at = 1;
      while (bytes[at]! > 127) at++;
      const length = bytes.readUInt16BE(at + 1);
      const name = bytes.toString("utf8", at + 3, at + 3 + length);
      const readings = nodes.take(name, bytes.subarray(at + 3 + length + (isWill ? 3 : 0)), T0);
      lines.push(
        ...readings.map(
          (r) =>
            `${name.split("/")[2]} ${r.point.split("#")[1]} ${r.value} ${r.fault ?? r.status}${r.isHistorical ? " historical" : ""}`,
        ),
      );
    }
    const births = lines.slice(0, 14).map((line) => line.split(" ").slice(1).join(" "));
    expect(births).toEqual([
      ...["Node Control/Rebirth false 0", "Properties/Hardware RTU X 0", "Pressure 4.25 0", "Running true 0"],
      ...["Count -5 0", "Flow 12.5 0", "Total 9007199254740992 0", "Delta64 -9 0", "Mode auto 0"],
      ...["When 1699999999000 0", "Curve null notNumber", "Raw null notNumber", "Small -2 0", "U16 65535 0"],
    ]);
    expect(lines.slice(14, 20)).toEqual([
      ...["DDATA Pressure 4.5 0", "DDATA Count 17 0", "NDATA Properties/Hardware RTU Y 0"],
      ...["DDATA Pressure null 0", "DDATA Flow 13 0 historical", `DDATA Pressure 1 ${0x40000000}`],
    ]);
    const count = (fault: string) => lines.filter((line) => line.endsWith(fault)).length;
    // 14 metrics in doubt from the gap on; the device's 12 die with it, and all 14 with the node
    expect([count("seqGap"), count("offline"), lines.length]).toEqual([14, 26, 60]);
    expect(lines).toContain("DDATA Pressure 5 seqGap");
  },
);

test(`${size(20_000, 500_000)} mutated payloads: nothing throws, nothing hangs, no depth of nesting is followed`, () => {
  const random = new Random(seed(3));
  const whole = payload(1, [
    { name: "level", alias: 1, value: 2.5, unit: "m", quality: 192 },
    { name: "n", alias: 2, value: -9n, datatype: 4 },
  ]);
  const { nodes } = born();
  const kinds = ["NBIRTH", "DBIRTH", "DDATA", "NDATA", "NDEATH", "DDEATH"];
  const map = mappingOf([{ point: "p" }]).points[0]!;
  for (let k = 0; k < size(20_000, 500_000); k++) {
    const bytes = Uint8Array.from(whole);
    const cut = random.below(4) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
    for (let n = random.below(6); n > 0 && cut.length > 0; n--) cut[random.below(cut.length)] = random.below(256);
    const type = random.pick(kinds);
    for (const reading of nodes.take(topic(type, type[0] === "D" ? "D" : undefined), cut, T0)) meaningOf(reading, map);
  }
  const faults = (bytes: number[]) =>
    said(nodes.take(topic("NDATA"), Uint8Array.from(bytes), T0))[0]!
      .split(" ")
      .pop();
  expect(faults([0x08])).toBe("notSparkplug"); // a cut varint
  expect(faults([0x08, ...Array(10).fill(0xff), 1])).toBe("notSparkplug"); // more than 64 bits
  expect(faults([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f])).toBe("notSparkplug"); // 4 GB announced
  expect(faults([0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])).toBe("notSparkplug"); // more
  expect(faults([0x0d, 1, 2, 3, 4])).toBe("notSparkplug"); // a timestamp of the wrong shape
  expect(faults([0x0b, 0x0c])).toBe("notSparkplug"); // a group
  expect(faults([0x00, 0x00])).toBe("notSparkplug"); // field 0
  expect(faults([0x18, 0x80, 0x02])).toBe("notSparkplug"); // seq 256
  // 100,000 property sets inside each other: their lengths are honest, and nobody goes in
  let deep: number[] = [];
  for (let k = 0; k < 3000; k++) deep = [0x4a, ...lengthOf(deep.length), ...deep];
  expect(faults([0x12, ...lengthOf(deep.length), ...deep])).not.toBe("good");
  expect(fieldsOf(new Uint8Array(0))).toEqual([]);
});

function lengthOf(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...lengthOf(n >> 7)];
}
