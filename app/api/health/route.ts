import { database } from "@/app/_server/database";
import { engineHash } from "@/app/_server/engine";

export const dynamic = "force-dynamic";

/** Says that the server answers, with which engine, and that its database is open: the start script asks, and so makes it at first start. */
export async function GET(): Promise<Response> {
  try {
    return Response.json({ ok: true, runs: await database().run.count(), engine: engineHash() });
  } catch (error) {
    return Response.json({ ok: false, error: { code: "database", message: String(error) } }, { status: 500 });
  }
}
