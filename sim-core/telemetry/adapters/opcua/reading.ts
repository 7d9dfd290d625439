import type { DataValue, Variant } from "node-opcua";
import type { Reading } from "../../convert";
import type { Library } from "./library";

type DataTypes = Library["DataType"];

/** `nsu=<URI>;s=...` with the URI's present index; an id without a namespace is the server's own. */
export function indexed(nodeId: string, namespaces: readonly string[]): string | undefined {
  const named = /^nsu=([^;]*);([sigb]=.*)$/s.exec(nodeId);
  if (!named) return nodeId;
  const index = namespaces.indexOf(named[1]!);
  return index < 0 ? undefined : `ns=${index};${named[2]}`;
}

export function readingOf(point: string, data: DataValue, types: DataTypes): Reading {
  const receive_ms = Date.now();
  // the source's time; where the device has none, the server's
  const source_ms = (data.sourceTimestamp ?? data.serverTimestamp)?.getTime() ?? Number.NaN;
  const base = { point, source_ms, receive_ms, status: data.statusCode.value >>> 0 };
  const told = plain(data.value, types);
  return told === undefined ? { ...base, value: null, fault: "notNumber" } : { ...base, value: told };
}

/** A scalar as a plain value; undefined for what is none. 64-bit whole numbers come as [high, low] pairs of u32. */
function plain(variant: Variant | null, types: DataTypes): Reading["value"] | undefined {
  const value: unknown = variant?.value;
  if (value === null || value === undefined) return null;
  if (variant!.dataType === types.Int64 || variant!.dataType === types.UInt64) {
    const [high, low] = value as [number, number];
    const whole = (BigInt(high) << 32n) | BigInt(low);
    return Number(variant!.dataType === types.Int64 ? BigInt.asIntN(64, whole) : whole);
  }
  return typeof value === "number" || typeof value === "boolean" || typeof value === "string" ? value : undefined;
}
