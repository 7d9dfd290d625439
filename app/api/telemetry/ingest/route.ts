import { answer } from "@/app/_server/answer";
import { live } from "@/app/_server/telemetry";
import { readPost } from "@/app/_server/telemetry/post";
import { fromBridge } from "@/app/_server/telemetry/token";

export const dynamic = "force-dynamic";

/** POST an envelope of the bridge -> { storedSeq, nextSeq, wantsFeeds }. */
export function POST(request: Request): Promise<Response> {
  return answer(async () => {
    fromBridge(request);
    const { envelope, batch } = await readPost(request);
    return Response.json(await live().ingest(envelope, batch));
  });
}
