import type { ClientSession, DataValue, HistoryData, NodeIdLike } from "node-opcua";
import type { Library } from "./library";

/** A node that is asked for what it has kept since the last value that is safe. */
export interface Gap {
  readonly nodeId: string;
  /** Exclusive. */
  readonly after_ms: number;
}

const PER_CALL = 50;
const PER_ANSWER = 1000;
/** Of one node at one break: a week of seconds. */
const MOST = 604_800;
const HISTORY_READ = 0x04; // a bit of AccessLevel (OPC 10000-3, 8.57)

/** Those of the nodes whose server says that their history may be read. */
export async function withHistory(
  ua: Library,
  session: ClientSession,
  nodeIds: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (let at = 0; at < nodeIds.length; at += PER_CALL) {
    const part = nodeIds.slice(at, at + PER_CALL);
    const levels = await session.read(part.map((nodeId) => ({ nodeId, attributeId: ua.AttributeIds.UserAccessLevel })));
    levels.forEach((level, k) => {
      if (level.statusCode.value === 0 && (Number(level.value.value) & HISTORY_READ) !== 0) found.add(part[k]!);
    });
  }
  return found;
}

/**
 * What the nodes have kept since their last safe value, oldest first, by node and in portions as the server hands them
 * out (HistoryRead of raw data; nothing is written, and continuation points are used up). A node that answers with an
 * error is left as it is: a gap.
 */
export async function readGaps(
  session: ClientSession,
  gaps: readonly Gap[],
  take: (nodeId: string, values: readonly DataValue[]) => void,
  done: (nodeId: string) => unknown,
): Promise<void> {
  const end = new Date();
  const byStart = [...gaps].sort((a, b) => a.after_ms - b.after_ms);
  for (let at = 0; at < byStart.length; at += PER_CALL) {
    // one call has one start: that of its oldest; the sorting keeps them close together
    const part = byStart.slice(at, at + PER_CALL);
    let open = part.map((gap) => ({ gap, point: undefined as Buffer | undefined, count: 0 }));
    const start = new Date(part[0]!.after_ms);
    while (open.length > 0) {
      const results = await session.readHistoryValue(
        open.map(({ gap, point }) => ({ nodeId: gap.nodeId as NodeIdLike, continuationPoint: point })) as never,
        start,
        end,
        { numValuesPerNode: PER_ANSWER, returnBounds: false },
      );
      const next: typeof open = [];
      (results as unknown as { continuationPoint?: Buffer; historyData?: HistoryData | null }[]).forEach(
        (result, k) => {
          const { gap, count } = open[k]!;
          const values = result.historyData?.dataValues ?? [];
          take(
            gap.nodeId,
            values.filter((v) => (v.sourceTimestamp?.getTime() ?? Number.NaN) > gap.after_ms),
          );
          const point = result.continuationPoint;
          if (point && point.length > 0 && values.length > 0 && count + values.length < MOST)
            next.push({ gap, point, count: count + values.length });
          else done(gap.nodeId);
        },
      );
      open = next;
    }
  }
}
