import { doubleOf, type Field, fieldsOf, floatOf, textOf, WireError } from "./wire";

/** One metric of a Sparkplug B payload, as it was sent: what it leaves out its birth certificate has said. */
export interface Metric {
  readonly name: string | undefined;
  readonly alias: string | undefined;
  /** ms UTC; NaN when left out. */
  readonly time_ms: number;
  readonly datatype: number | undefined;
  readonly isHistorical: boolean;
  readonly isTransient: boolean;
  readonly isNull: boolean;
  /** The last of its value fields (proto2: the last one counts). */
  readonly told: Field | undefined;
  readonly unit: string | undefined;
  /** The property `Quality`: 192 good, 0 bad, 500 stale. */
  readonly quality: number | undefined;
}
export interface Payload {
  readonly time_ms: number;
  /** 0..255; undefined in a death certificate. */
  readonly seq: number | undefined;
  readonly metrics: readonly Metric[];
}

/**
 * Reads a payload (package org.eclipse.tahu.protobuf). Throws a WireError with what is wrong. Data sets, templates and
 * nested property sets are not looked into: they hold no value of a point.
 */
export function readPayload(bytes: Uint8Array, mostMetrics: number): Payload {
  let time_ms = Number.NaN;
  let seq: number | undefined;
  const metrics: Metric[] = [];
  for (const f of fieldsOf(bytes)) {
    if (f.number === 1) time_ms = wholeOf(shaped(f, 0));
    else if (f.number === 3) seq = wholeOf(shaped(f, 0));
    else if (f.number === 2) {
      if (metrics.length >= mostMetrics) throw new WireError(`more than ${mostMetrics} metrics`);
      metrics.push(readMetric(shaped(f, 2).bytes));
    }
  }
  if (seq !== undefined && seq > 255) throw new WireError(`seq ${seq}`);
  return { time_ms, seq, metrics };
}

function readMetric(bytes: Uint8Array): Metric {
  const metric = {
    ...{ name: undefined, alias: undefined, time_ms: Number.NaN, datatype: undefined, told: undefined },
    ...{ isHistorical: false, isTransient: false, isNull: false, unit: undefined, quality: undefined },
  } as { -readonly [K in keyof Metric]: Metric[K] };
  for (const f of fieldsOf(bytes)) {
    if (f.number === 1) metric.name = textOf(shaped(f, 2).bytes);
    else if (f.number === 2) metric.alias = `${shaped(f, 0).high}:${f.low}`;
    else if (f.number === 3) metric.time_ms = wholeOf(shaped(f, 0));
    else if (f.number === 4) metric.datatype = wholeOf(shaped(f, 0));
    else if (f.number === 5) metric.isHistorical = isTrue(shaped(f, 0));
    else if (f.number === 6) metric.isTransient = isTrue(shaped(f, 0));
    else if (f.number === 7) metric.isNull = isTrue(shaped(f, 0));
    else if (f.number === 9) Object.assign(metric, readProperties(shaped(f, 2).bytes));
    else if (f.number >= 10 && f.number <= 19) metric.told = f;
  }
  return metric;
}

/** Of the properties those two that say what a value is worth; names as vendors write them, in any case. */
function readProperties(bytes: Uint8Array): { unit?: string; quality?: number } {
  const keys: string[] = [];
  const values: Uint8Array[] = [];
  for (const f of fieldsOf(bytes))
    if (f.number === 1) keys.push(textOf(shaped(f, 2).bytes));
    else if (f.number === 2) values.push(shaped(f, 2).bytes);
  if (keys.length !== values.length) throw new WireError(`${keys.length} keys and ${values.length} values`);
  const found: { unit?: string; quality?: number } = {};
  keys.forEach((key, k) => {
    const name = key.toLowerCase();
    if (name !== "quality" && name !== "engunit") return;
    for (const f of fieldsOf(values[k]!))
      if (name === "engunit" && f.number === 8) found.unit = textOf(shaped(f, 2).bytes);
      else if (name === "quality" && (f.number === 3 || f.number === 4)) found.quality = wholeOf(shaped(f, 0));
  });
  return found;
}

const shaped = (f: Field, wire: Field["wire"]): Field => {
  if (f.wire !== wire) throw new WireError(`field ${f.number} has wire type ${f.wire}, not ${wire}`);
  return f;
};
const isTrue = (f: Field): boolean => f.low !== 0 || f.high !== 0;
const wholeOf = (f: Field): number => f.high * 2 ** 32 + f.low;

const INT8 = 1;
const UINT64 = 8;
const BITS: Readonly<Record<number, number>> = { 1: 8, 2: 16, 3: 32, 5: 8, 6: 16, 7: 32 };
const FLOAT = 9;
const DOUBLE = 10;
const BOOLEAN = 11;
const DATE_TIME = 13;
const TEXTS = [12, 14, 15]; // String, Text, UUID

/**
 * The value of a metric by its datatype; undefined when field and datatype do not go together, or for what is no single
 * value (data set, bytes, file, template, arrays). Negative whole numbers travel as two's complement in an unsigned
 * field: the datatype says how wide they are. Beyond 2^53 a whole number is rounded.
 */
export function metricValue(f: Field, datatype: number | undefined): number | boolean | string | undefined {
  const isWhole = (f.number === 10 || f.number === 11) && f.wire === 0;
  if (datatype !== undefined && datatype >= INT8 && datatype <= UINT64) {
    if (!isWhole) return undefined;
    const bits = BITS[datatype];
    const isSigned = datatype <= 4;
    if (bits === undefined) return (isSigned ? f.high | 0 : f.high) * 2 ** 32 + f.low;
    const spare = 32 - bits;
    return isSigned ? (f.low << spare) >> spare : (f.low << spare) >>> spare;
  }
  if (datatype === FLOAT) return f.number === 12 && f.wire === 5 ? floatOf(f.low) : undefined;
  if (datatype === DOUBLE) return f.number === 13 && f.wire === 1 ? doubleOf(f.low, f.high) : undefined;
  if (datatype === BOOLEAN) return f.number === 14 && f.wire === 0 ? isTrue(f) : undefined;
  if (datatype === DATE_TIME) return isWhole ? wholeOf(f) : undefined;
  if (TEXTS.includes(datatype ?? 0)) return f.number === 15 && f.wire === 2 ? textOf(f.bytes) : undefined;
  return undefined;
}
