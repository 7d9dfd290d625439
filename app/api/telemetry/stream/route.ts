import { live } from "@/app/_server/telemetry";
import { liveStream } from "@/app/_server/telemetry/stream";

export const dynamic = "force-dynamic";

/** Server-sent events `hello`, `values`, `gap`; goes on behind `Last-Event-ID` (or ?after=) without loss. */
export function GET(request: Request): Response {
  const after = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after");
  return new Response(liveStream(live(), after, request.signal), {
    // no-transform: compressing would hold events back until a block is full
    headers: { "content-type": "text/event-stream", "cache-control": "no-store, no-transform" },
  });
}
