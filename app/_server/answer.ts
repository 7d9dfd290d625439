import { z } from "zod";

/** A request that cannot be served: HTTP status, a code to act on, a sentence to read. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

export const notFound = (what: string, id: string) => new RequestError(404, "notFound", `there is no ${what} "${id}"`);

/** Every route runs inside this: errors become `{ error: { code, message, field } }`, never a page of HTML. */
export async function answer(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RequestError) {
      const { status, code, message, field } = error;
      return Response.json({ error: { code, message, field } }, { status });
    }
    console.error(error);
    return Response.json(
      { error: { code: "internal", message: "the server failed; its log says why" } },
      { status: 500 },
    );
  }
}

/** Only pages of this server may change anything: another site open in the same browser may not. */
export function fromOwnPage(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none")
    throw new RequestError(403, "foreignPage", "this request comes from a page of another site");
}

/** Under a name of this machine only: neither over a network, nor under a name that somebody pointed at it. */
export function fromThisMachine(request: Request): void {
  const host = (request.headers.get("host") ?? "").replace(/:\d+$/, "");
  if (!/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host))
    throw new RequestError(
      403,
      "notLocal",
      `this is changed from this machine only (http://127.0.0.1), not as "${host}"`,
    );
}

/** The body, if its announced and real size is within `limit` bytes. */
export async function bodyBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new RequestError(413, "tooLarge", `the body is larger than ${limit} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > limit) throw tooLarge();
  return bytes;
}

/** A JSON body held against its schema; the first fault is named by its field, with what was wanted. */
export async function bodyJson<T>(request: Request, schema: z.ZodType<T>, limit = 64 << 20): Promise<T> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("application/json"))
    throw new RequestError(415, "notJson", `content-type is "${type}", wanted application/json`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(await bodyBytes(request, limit)));
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError(400, "notJson", `the body is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  return checked(schema, value);
}

export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = deepest(result.error.issues[0]);
  const field = path.map(String).join(".");
  throw new RequestError(400, "invalid", field ? `${field}: ${message}` : message, field || undefined);
}

/** Of a value that may be this or that: the fault inside the form that was meant, not "no form fits". */
function deepest(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string } {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const firsts = issue.errors.map((list) => list[0]);
  const meant = firsts.find((i) => i.code !== "invalid_type" || i.path.length > 0) ?? firsts[0];
  const { path, message } = deepest(meant);
  return { path: [...issue.path, ...path], message };
}

export const wholeNumber = z.coerce.number().int().min(0);
