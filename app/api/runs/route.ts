import { answer, bodyJson, checked, fromOwnPage, RequestError, wholeNumber } from "@/app/_server/answer";
import { database } from "@/app/_server/database";
import { engineHash } from "@/app/_server/engine";
import { newRun } from "@/app/_server/requests";
import { listRuns, saveRun } from "@/app/_server/store";

export const dynamic = "force-dynamic";

/** GET ?limit=50 -> { runs: [...] }, newest first. */
export function GET(request: Request): Promise<Response> {
  return answer(async () => {
    const limit = checked(wholeNumber.max(500), new URL(request.url).searchParams.get("limit") ?? 50);
    return Response.json({ runs: await listRuns(database(), limit) });
  });
}

/** POST a finished run (its blocks follow one by one), or the wish for a run on the server -> { id }. */
export function POST(request: Request): Promise<Response> {
  return answer(async () => {
    fromOwnPage(request);
    const asked = await bodyJson(request, newRun);
    if (asked.kind === "request") throw new RequestError(501, "noPool", "this server runs nothing itself");
    const id = await saveRun(database(), { ...asked, engineHash: engineHash(), source: "browser", status: "done" });
    return Response.json({ id }, { status: 201 });
  });
}
