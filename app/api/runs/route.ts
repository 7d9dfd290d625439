import { answer, bodyJson, checked, fromOwnPage, notFound, wholeNumber } from "@/app/_server/answer";
import { database } from "@/app/_server/database";
import { engineHash } from "@/app/_server/engine";
import { jobs } from "@/app/_server/jobs";
import { type NewRunRequest, newRun } from "@/app/_server/requests";
import { getRunInputs, getStatus, listRuns, type RunInputs, saveRun } from "@/app/_server/store";

export const dynamic = "force-dynamic";

/** GET ?limit=50 -> { runs: [...] }, newest first. */
export function GET(request: Request): Promise<Response> {
  return answer(async () => {
    const limit = checked(wholeNumber.max(500), new URL(request.url).searchParams.get("limit") ?? 50);
    return Response.json({ runs: await listRuns(database(), limit) });
  });
}

/** POST a finished run (its blocks follow one by one): 201. The wish for a run on the server, or for a kept run once more
 *  from its own inputs: 202, and its progress can be watched. -> { id } */
export function POST(request: Request): Promise<Response> {
  return answer(async () => {
    fromOwnPage(request);
    const asked = await bodyJson(request, newRun);
    if (asked.kind === "finished") {
      const run = { ...asked, engineHash: engineHash(), source: "browser", status: "done" } as const;
      if (run.branch && !(await getStatus(database(), run.branch.parent))) throw notFound("run", run.branch.parent);
      return Response.json({ id: await saveRun(database(), run) }, { status: 201 });
    }
    const id = await jobs().enqueue(await inputsOf(asked));
    return Response.json({ id }, { status: 202 });
  });
}

async function inputsOf(asked: Exclude<NewRunRequest, { kind: "finished" }>): Promise<RunInputs> {
  if (asked.kind === "again") {
    const inputs = await getRunInputs(database(), asked.of);
    if (!inputs) throw notFound("run", asked.of);
    return inputs;
  }
  const { scenario, district, seed = scenario.seed, hours } = asked;
  const seconds = Math.min(scenario.duration_s, (hours ?? Number.POSITIVE_INFINITY) * 3600);
  return { scenario, district, seed, ticks: Math.max(1, Math.round(seconds / scenario.tick_s)) };
}
