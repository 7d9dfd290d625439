import { answer, bodyJson, fromOwnPage, notFound } from "@/app/_server/answer";
import { database } from "@/app/_server/database";
import { engineHash } from "@/app/_server/engine";
import { cancelJob } from "@/app/_server/jobs";
import { replacedRun } from "@/app/_server/requests";
import { deleteRun, getRun, replaceRun } from "@/app/_server/store";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ id: string }> };

/** The run with its result, its layout and the list of its blocks. */
export function GET(_request: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    const { id } = await params;
    const run = await getRun(database(), id);
    if (!run) throw notFound("run", id);
    return Response.json(run);
  });
}

/** The same run after its Changes were others; its blocks are sent again. */
export function PUT(request: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    fromOwnPage(request);
    const { id } = await params;
    const asked = await bodyJson(request, replacedRun);
    const run = { ...asked, engineHash: engineHash(), source: "browser", status: "done" } as const;
    if (!(await replaceRun(database(), id, run))) throw notFound("run", id);
    return new Response(null, { status: 204 });
  });
}

/** With its branches. */
export function DELETE(request: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    fromOwnPage(request);
    const { id } = await params;
    await cancelJob(id);
    if (!(await deleteRun(database(), id))) throw notFound("run", id);
    return new Response(null, { status: 204 });
  });
}
