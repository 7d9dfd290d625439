/**
 * Protocol buffers as they lie on the wire (proto2 encoding): numbered fields of four shapes. No schema, no recursion:
 * a message inside a message is handed over as bytes, and who does not want it never looks inside, however deep it goes.
 * Not a library: a reader of what strangers send wants every length checked, and this is all of it.
 */
export interface Field {
  readonly number: number;
  readonly wire: 0 | 1 | 2 | 5;
  /** Of shapes 0, 1 and 5: the low and the high 32 bits, unsigned. */
  readonly low: number;
  readonly high: number;
  /** Of shape 2; empty else. */
  readonly bytes: Uint8Array;
}

const EMPTY = new Uint8Array(0);
export class WireError extends Error {}

/** The fields of a message, in their order. Throws a WireError where the bytes are none. */
export function fieldsOf(bytes: Uint8Array, most = 200_000): Field[] {
  const fields: Field[] = [];
  let at = 0;
  let low = 0;
  let high = 0;
  /** At most ten bytes of seven bits; what does not fit into 64 is no varint. */
  const varint = () => {
    low = 0;
    high = 0;
    for (let k = 0; ; k++) {
      if (at >= bytes.length) throw new WireError("a varint is cut");
      const byte = bytes[at++]!;
      const bits = byte & 127;
      if (k === 9 && byte > 1) throw new WireError("a varint of more than 64 bits");
      if (k < 4) low |= bits << (7 * k);
      else if (k === 4) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (7 * k - 32);
      if (byte < 128) break;
    }
    low >>>= 0;
    high >>>= 0;
  };
  const word = () => {
    if (at + 4 > bytes.length) throw new WireError("a fixed number is cut");
    at += 4;
    return (bytes[at - 4]! | (bytes[at - 3]! << 8) | (bytes[at - 2]! << 16) | (bytes[at - 1]! << 24)) >>> 0;
  };
  while (at < bytes.length) {
    if (fields.length >= most) throw new WireError(`more than ${most} fields`);
    varint();
    const wire = low & 7;
    const number = low >>> 3;
    if (high !== 0 || number === 0) throw new WireError("no field number");
    if (wire === 0) varint();
    else if (wire === 1) {
      low = word();
      high = word();
    } else if (wire === 5) {
      low = word();
      high = 0;
    } else if (wire === 2) {
      varint();
      if (high !== 0 || low > bytes.length - at) throw new WireError("a length beyond the end");
      fields.push({ number, wire, low: 0, high: 0, bytes: bytes.subarray(at, at + low) });
      at += low;
      continue;
    } else throw new WireError(`wire type ${wire}`); // groups were withdrawn before Sparkplug was there
    fields.push({ number, wire, low, high, bytes: EMPTY });
  }
  return fields;
}

const cell = new DataView(new ArrayBuffer(8));
export function floatOf(low: number): number {
  cell.setUint32(0, low);
  return cell.getFloat32(0);
}
export function doubleOf(low: number, high: number): number {
  cell.setUint32(0, high);
  cell.setUint32(4, low);
  return cell.getFloat64(0);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Throws a WireError when it is no UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new WireError("a text is no UTF-8");
  }
}
