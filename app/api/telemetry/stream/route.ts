import { z } from "zod";
import { answer, checked } from "@/app/_server/answer";
import { live, liveBlocks } from "@/app/_server/telemetry";
import { liveStream } from "@/app/_server/telemetry/stream";

export const dynamic = "force-dynamic";

const minutesBack = z.coerce
  .number()
  .min(0)
  .max(24 * 60);

/** Server-sent events `hello`, `values`, `gap`; goes on behind `Last-Event-ID` without loss. ?minutes=N begins so far
 *  back, with what is kept; without either it begins now. */
export function GET(request: Request): Promise<Response> {
  return answer(async () => {
    const minutes = checked(minutesBack, new URL(request.url).searchParams.get("minutes") ?? 0);
    const after = request.headers.get("last-event-id") ?? (await placeBefore(minutes));
    return new Response(liveStream(live(), after, request.signal), {
      // no-transform: compressing would hold events back until a block is full
      headers: { "content-type": "text/event-stream", "cache-control": "no-store, no-transform" },
    });
  });
}

async function placeBefore(minutes: number): Promise<string | null> {
  const { epoch } = live().place;
  if (epoch === null || minutes === 0) return null;
  const first = await liveBlocks().firstSince(epoch, Date.now() - minutes * 60_000);
  return first === undefined ? null : `${epoch}:${first - 1}`;
}
