/**
 * The text of a file's bytes: UTF-8; UTF-16 where its mark says so; and what is not UTF-8 as Windows-1252, in which
 * EPANET on Windows has saved names with accents all its life. Every byte is some letter there, so that two names that
 * differ stay two names.
 */
export function decodeText(bytes: Uint8Array): string {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  if (mark === 0xfffe) return new TextDecoder("utf-16le").decode(bytes);
  if (mark === 0xfeff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
