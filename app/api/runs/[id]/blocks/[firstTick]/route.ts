import { answer, bodyBytes, checked, fromOwnPage, notFound, RequestError, wholeNumber } from "@/app/_server/answer";
import { database } from "@/app/_server/database";
import { getPackedBlock, getRun, saveBlock } from "@/app/_server/store";

export const dynamic = "force-dynamic";

const MOST_BYTES = 64 << 20;

type Context = { params: Promise<{ id: string; firstTick: string }> };

/** The block's f32 values, little endian, tick after tick. Sent as it is stored: the browser inflates. */
export function GET(_request: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    const { id, firstTick } = await params;
    const block = await getPackedBlock(database(), id, checked(wholeNumber, firstTick));
    if (!block) throw notFound("block", `${id} from tick ${firstTick}`);
    return new Response(block.bytes, {
      headers: {
        "content-type": "application/octet-stream",
        "content-encoding": "deflate",
        "x-tick-count": String(block.tickCount),
      },
    });
  });
}

/** PUT the f32 values of consecutive ticks. Their number follows from the length, which must fit the run's layout. */
export function PUT(request: Request, { params }: Context): Promise<Response> {
  return answer(async () => {
    fromOwnPage(request);
    const { id, firstTick } = await params;
    const first = checked(wholeNumber, firstTick);
    const run = await getRun(database(), id);
    if (!run?.layout) throw notFound("run", id);
    const bytes = await bodyBytes(request, MOST_BYTES);
    const tickBytes = 4 * run.layout.length;
    const tickCount = bytes.byteLength / tickBytes;
    // a run of N ticks has N + 1 frames: tick 0 is the state at the start
    if (!Number.isInteger(tickCount) || tickCount < 1 || first + tickCount > run.ticks + 1)
      throw new RequestError(
        400,
        "wrongLength",
        `${bytes.byteLength} bytes from tick ${first}: wanted whole ticks of ${tickBytes} bytes within ${run.ticks} ticks`,
      );
    await saveBlock(database(), id, { firstTick: first, tickCount, values: new Float32Array(bytes.buffer) });
    return new Response(null, { status: 204 });
  });
}
