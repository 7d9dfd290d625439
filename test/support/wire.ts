/** Services by the numeric id of their request's binary encoding (OPC 10000-6), as far as history is concerned. */
const HISTORY = new Map([
  [664, "HistoryRead"],
  [700, "HistoryUpdate"],
]);

/** Which history services are asked for in streams of OPC UA bytes, security None, one chunk a message. */
export function historyServices(streams: readonly Buffer[]): Set<string> {
  const found = new Set<string>();
  for (const bytes of streams)
    for (let at = 0; at + 8 <= bytes.length; at += bytes.readUInt32LE(at + 4)) {
      // behind type, size, channel, token, sequence number and request id: the encoding's node id in four bytes
      const name = bytes[at + 24] === 1 ? HISTORY.get(bytes.readUInt16LE(at + 26)) : undefined;
      if (bytes.toString("latin1", at, at + 3) === "MSG" && name) found.add(name);
    }
  return found;
}

/** Types of the control packets in a stream of MQTT bytes, and the flags byte of each CONNECT. */
export function mqttPackets(bytes: Buffer): { types: number[]; connectFlags: number[] } {
  const [types, connectFlags]: [number[], number[]] = [[], []];
  for (let at = 0; at < bytes.length; ) {
    types.push(bytes[at]! >> 4);
    let [length, shift, k] = [0, 0, at + 1];
    for (; ; k++, shift += 7) {
      length |= (bytes[k]! & 127) << shift;
      if (bytes[k]! < 128) break;
    }
    const body = bytes.subarray(k + 1, k + 1 + length);
    if (bytes[at]! >> 4 === 1) connectFlags.push(body[2 + body.readUInt16BE(0) + 1]!);
    at = k + 1 + length;
  }
  return { types, connectFlags };
}
/** Control packets that a listener may send. */
export const MQTT_LISTENS = new Map([
  [1, "CONNECT"],
  [4, "PUBACK"],
  [8, "SUBSCRIBE"],
  [10, "UNSUBSCRIBE"],
  [12, "PINGREQ"],
  [14, "DISCONNECT"],
]);
