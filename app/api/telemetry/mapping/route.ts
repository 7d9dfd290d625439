import { z } from "zod";
import { answer, bodyJson, fromOwnPage, fromThisMachine } from "@/app/_server/answer";
import { readMappingFile, writeMappingFile } from "@/app/_server/telemetry/mapping";

export const dynamic = "force-dynamic";

const MOST_BYTES = 8 << 20;

/** GET -> { file, text, revision, sources, tags } of the mapping that this server's bridge reads by. */
export function GET(): Promise<Response> {
  return answer(async () => Response.json(readMappingFile()));
}

const edit = z.strictObject({ text: z.string().max(MOST_BYTES), revision: z.string().max(64) });

/** PUT { text, revision } -> the same of the new one. 409 when the file is no longer that revision, 422 when it is not valid. */
export function PUT(request: Request): Promise<Response> {
  return answer(async () => {
    fromOwnPage(request);
    fromThisMachine(request);
    const { text, revision } = await bodyJson(request, edit, MOST_BYTES);
    return Response.json(writeMappingFile(text, revision));
  });
}
