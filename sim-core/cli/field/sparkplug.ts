import type { MqttClient } from "mqtt";

/** Writes Sparkplug B payloads: what the demo field's devices tell. The bridge has no part of this. */
export interface TellMetric {
  readonly name?: string;
  readonly alias?: number;
  readonly time_ms: number;
  readonly value: number | bigint | boolean | string | null;
  /** Sparkplug's datatype: 8 UInt64, 10 Double, 11 Boolean, 12 String. */
  readonly datatype: number;
  readonly unit?: string;
  readonly quality?: number;
  readonly isHistorical?: boolean;
}

export function encodePayload(payload: { time_ms: number; seq?: number; metrics: readonly TellMetric[] }): Uint8Array {
  const out: number[] = [];
  number(out, 1, payload.time_ms);
  for (const metric of payload.metrics) bytes(out, 2, encodeMetric(metric));
  if (payload.seq !== undefined) number(out, 3, payload.seq);
  return Uint8Array.from(out);
}

function encodeMetric(m: TellMetric): number[] {
  const out: number[] = [];
  if (m.name !== undefined) text(out, 1, m.name);
  if (m.alias !== undefined) number(out, 2, m.alias);
  number(out, 3, m.time_ms);
  number(out, 4, m.datatype);
  if (m.isHistorical) number(out, 5, 1);
  if (m.value === null) number(out, 7, 1);
  if (m.unit !== undefined || m.quality !== undefined) bytes(out, 9, encodeProperties(m));
  const { value, datatype } = m;
  if (value === null) return out;
  if (typeof value === "string") text(out, 15, value);
  else if (typeof value === "boolean") number(out, 14, value ? 1 : 0);
  else if (datatype === 9) fixed(out, 12, 5, value);
  else if (datatype === 10) fixed(out, 13, 1, value);
  else if (datatype === 4 || datatype === 8 || datatype === 13) number(out, 11, BigInt.asUintN(64, BigInt(value)));
  else number(out, 10, BigInt.asUintN(32, BigInt(value)));
  return out;
}

function encodeProperties({ unit, quality }: TellMetric): number[] {
  const out: number[] = [];
  const [values, told]: [number[][], number[]] = [[], []];
  if (unit !== undefined) {
    text(out, 1, "engUnit");
    const value: number[] = [];
    number(value, 1, 12);
    text(value, 8, unit);
    values.push(value);
  }
  if (quality !== undefined) {
    text(out, 1, "Quality");
    number(told, 1, 3);
    number(told, 3, quality);
    values.push(told);
  }
  for (const value of values) bytes(out, 2, value);
  return out;
}

function varint(out: number[], value: number | bigint): void {
  let left = BigInt(value);
  for (; left > 127n; left >>= 7n) out.push(Number(left & 127n) | 128);
  out.push(Number(left));
}
function number(out: number[], field: number, value: number | bigint): void {
  varint(out, field << 3);
  varint(out, value);
}
function bytes(out: number[], field: number, body: ArrayLike<number>): void {
  varint(out, (field << 3) | 2);
  varint(out, body.length);
  for (let k = 0; k < body.length; k++) out.push(body[k]!);
}
const text = (out: number[], field: number, value: string) => bytes(out, field, new TextEncoder().encode(value));
function fixed(out: number[], field: number, wire: 1 | 5, value: number | bigint): void {
  varint(out, (field << 3) | wire);
  const view = new DataView(new ArrayBuffer(8));
  if (wire === 1) view.setFloat64(0, Number(value), true);
  else view.setFloat32(0, Number(value), true);
  for (let k = 0; k < (wire === 1 ? 8 : 4); k++) out.push(view.getUint8(k));
}

const DOUBLE = 10;
const UINT64 = 8;
/** A listener that comes later does not ask for a birth; so there is one again and again. */
const BORN_AGAIN_ms = 15_000;

/** One edge node with one device: born with its metrics and their aliases, then data by alias; its death is its will. */
export class SparkplugNode {
  private seq = 0;
  private bdSeq = 0;
  private born_ms = Number.NEGATIVE_INFINITY;
  private readonly aliases = new Map<string, number>();

  constructor(
    private readonly group: string,
    private readonly node: string,
    private readonly device: string,
  ) {}

  private topic(type: string): string {
    return `spBv1.0/${this.group}/${type}/${this.node}${type.startsWith("D") ? `/${this.device}` : ""}`;
  }
  private death(time_ms: number): Uint8Array {
    const metrics = [{ name: "bdSeq", time_ms, value: this.bdSeq, datatype: UINT64 }];
    return encodePayload({ time_ms, metrics });
  }

  /** What the broker says for us when we are gone; its number goes up with each connection. */
  will(time_ms: number): { topic: string; payload: Buffer; qos: 1; retain: false } {
    return { topic: this.topic("NDEATH"), payload: Buffer.from(this.death(time_ms)), qos: 1, retain: false };
  }
  /** The line is lost: the next birth is another one. */
  lost(): void {
    this.bdSeq = (this.bdSeq + 1) % 256;
    this.born_ms = Number.NEGATIVE_INFINITY;
  }

  async tell(client: MqttClient, values: readonly { name: string; value: number; unit: string }[], time_ms: number) {
    if (!client.connected) return;
    const isNew = values.some((v) => !this.aliases.has(v.name));
    for (const { name } of values) if (!this.aliases.has(name)) this.aliases.set(name, this.aliases.size + 1);
    const send = (type: string, metrics: readonly TellMetric[]) => {
      const payload = Buffer.from(encodePayload({ time_ms, seq: this.seq, metrics }));
      this.seq = (this.seq + 1) % 256;
      return client.publishAsync(this.topic(type), payload, { qos: 0 }).catch(() => undefined);
    };
    const common = (v: { name: string; value: number }) => ({ time_ms, value: v.value, datatype: DOUBLE });
    if (!isNew && time_ms - this.born_ms < BORN_AGAIN_ms) {
      await send(
        "DDATA",
        values.map((v) => ({ ...common(v), alias: this.aliases.get(v.name)! })),
      );
      return;
    }
    this.seq = 0;
    this.born_ms = time_ms;
    await send("NBIRTH", [{ name: "bdSeq", time_ms, value: this.bdSeq, datatype: UINT64 }]);
    // a point that is silent now is in the list all the same, without a value
    const told = new Map(values.map((v) => [v.name, v]));
    const metrics = [...this.aliases].map(([name, alias]): TellMetric => {
      const v = told.get(name);
      return v ? { ...common(v), name, alias, unit: v.unit } : { name, alias, time_ms, value: null, datatype: DOUBLE };
    });
    await send("DBIRTH", metrics);
  }
}
