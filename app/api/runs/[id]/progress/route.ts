import { answer, notFound } from "@/app/_server/answer";
import { database } from "@/app/_server/database";
import { isFinal, jobs, type Progress } from "@/app/_server/jobs";
import { getStatus } from "@/app/_server/store";

export const dynamic = "force-dynamic";

/** A stream of server-sent events `{ status, share_1 }`; it ends with the run. */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answer(async () => {
    const { id } = await params;
    const status = await getStatus(database(), id);
    if (!status) throw notFound("run", id);
    let end: (() => void) | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const encoder = new TextEncoder();
        const send = (progress: Progress) => {
          controller.enqueue(encoder.encode(`data: ${JSON.stringify(progress)}\n\n`));
          if (!isFinal(progress.status)) return;
          end?.();
          controller.close();
        };
        end = isFinal(status) ? undefined : jobs().watch(id, send);
        if (!end) send({ status: isFinal(status) ? status : "failed", share_1: 1 });
        request.signal.addEventListener("abort", () => end?.());
      },
      cancel: () => end?.(),
    });
    return new Response(stream, { headers: { "content-type": "text/event-stream", "cache-control": "no-store" } });
  });
}
