import { type Batch, decodeEnvelope, type Envelope } from "@/sim-core/server";
import { bodyBytes, RequestError } from "../answer";

const MOST_BYTES = 32 << 20;

/** What a bridge posted; bytes that are none are refused with what is wrong with them. */
export async function readPost(request: Request): Promise<{ envelope: Envelope; batch: Batch | undefined }> {
  const bytes = await bodyBytes(request, MOST_BYTES);
  try {
    return decodeEnvelope(bytes);
  } catch (error) {
    throw new RequestError(400, "invalid", error instanceof Error ? error.message : String(error));
  }
}
