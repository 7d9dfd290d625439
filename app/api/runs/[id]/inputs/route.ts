import { answer, notFound } from "@/app/_server/answer";
import { database } from "@/app/_server/database";
import { getRunInputs } from "@/app/_server/store";

export const dynamic = "force-dynamic";

/** Scenario, district, seed and ticks: run again, they give the same digest. */
export function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answer(async () => {
    const { id } = await params;
    const inputs = await getRunInputs(database(), id);
    if (!inputs) throw notFound("run", id);
    return Response.json(inputs);
  });
}
