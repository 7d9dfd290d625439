import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";

// in libuv's threads: a large district does not hold up other requests
const deflateBytes = promisify(deflate);
const inflateBytes = promisify(inflate);

/** Bytes as Prisma wants them: a plain Uint8Array on a buffer of its own. */
type Bytes = Uint8Array<ArrayBuffer>;
const plain = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

export const packBytes = async (bytes: Uint8Array): Promise<Bytes> => plain(await deflateBytes(bytes));
export const unpackBytes = async (bytes: Uint8Array): Promise<Bytes> => plain(await inflateBytes(bytes));
export const packJson = (value: unknown): Promise<Bytes> => packBytes(Buffer.from(JSON.stringify(value)));
export const unpackJson = async <T>(bytes: Uint8Array): Promise<T> =>
  JSON.parse((await inflateBytes(bytes)).toString("utf8")) as T;

/** 32 hexadecimal digits of SHA-256: enough to name content. */
export function contentHash(...parts: (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 32);
}
