import { z } from "zod";
import { answer, bodyJson, fromOwnPage } from "@/app/_server/answer";
import { live, liveBlocks } from "@/app/_server/telemetry";
import { Children } from "@/app/_server/telemetry/children";

export const dynamic = "force-dynamic";

/** GET -> { live: how the road is, kept: { blocks, bytes }, processes: { bridge, field }, present: Tag -> value }. */
export function GET(): Promise<Response> {
  return answer(async () => {
    const [status, processes, present] = [live().status(), new Children().status(), live().present()];
    const kept = await liveBlocks()
      .sizes()
      .catch(() => null);
    return Response.json({ live: status, kept, processes, present });
  });
}

const wish = z.object({ do: z.enum(["startDemo", "startBridge", "stop"]) });

/** POST { do } -> { processes }: the demo (field and bridge), a bridge on bridge.json of the data folder, or an end. */
export function POST(request: Request): Promise<Response> {
  return answer(async () => {
    fromOwnPage(request);
    const children = new Children();
    const asked = await bodyJson(request, wish, 1 << 16);
    if (asked.do === "startDemo") await children.startDemo(ownUrl());
    else if (asked.do === "startBridge") children.startBridge();
    else {
      children.stopAll();
      await children.ended();
      await live().leave();
    }
    return Response.json({ processes: children.status() });
  });
}

/** Where the bridge reaches this server: on this machine, whatever name the browser used. */
const ownUrl = (): string => `http://127.0.0.1:${process.env.PORT || 3000}`;
