import { answer, notFound } from "@/app/_server/answer";
import { database } from "@/app/_server/database";
import { getTree } from "@/app/_server/store";

export const dynamic = "force-dynamic";

/** The run's tree: the run that all others left, then its branches, parents first, each with its Changes. */
export function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answer(async () => {
    const { id } = await params;
    const runs = await getTree(database(), id);
    if (runs.length === 0) throw notFound("run", id);
    return Response.json({ runs });
  });
}
