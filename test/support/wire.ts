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
