// The workbench's live routes on a plain HTTP server, as a process of its own that can be killed: PORT and
// CROSSCURRENT_DATA from the environment. The routes are the real ones; only Next around them is missing, so that a
// test needs no build of the app (test/browser runs them inside Next).
import { createServer } from "node:http";
import { Readable } from "node:stream";
import * as ingest from "../../app/api/telemetry/ingest/route";
import * as mapping from "../../app/api/telemetry/mapping/route";
import * as status from "../../app/api/telemetry/route";
import * as stream from "../../app/api/telemetry/stream/route";

const routes: Record<string, Partial<Record<"GET" | "POST" | "PUT", (r: Request) => Response | Promise<Response>>>> = {
  "/api/telemetry": status,
  "/api/telemetry/ingest": ingest,
  "/api/telemetry/mapping": mapping,
  "/api/telemetry/stream": stream,
};

createServer(async (incoming, outgoing) => {
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  const handler = routes[url.pathname]?.[incoming.method as "GET" | "POST" | "PUT"];
  if (!handler) {
    outgoing.writeHead(404).end();
    return;
  }
  const gone = new AbortController();
  outgoing.on("close", () => gone.abort());
  const body = incoming.method !== "GET" ? (Readable.toWeb(incoming) as ReadableStream) : undefined;
  const request = new Request(url, {
    method: incoming.method,
    headers: incoming.headers as Record<string, string>,
    body,
    signal: gone.signal,
    duplex: "half",
  } as RequestInit);
  const response = await handler(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) return outgoing.end();
  Readable.fromWeb(response.body as never)
    .on("error", () => outgoing.destroy())
    .pipe(outgoing);
}).listen(Number(process.env.PORT), "127.0.0.1", () => process.stdout.write("listening\n"));
