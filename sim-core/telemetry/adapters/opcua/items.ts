import type { ClientMonitoredItem, ClientSession, ClientSubscription, DataValue } from "node-opcua";
import type { OpcuaSource } from "../../config";
import type { PointMap } from "../../mapping";
import { withHistory } from "./history";
import type { Library } from "./library";
import { indexed } from "./reading";

/** Points asked for in one call; servers limit it, and the limit is not always told. */
const PER_CALL = 200;

interface Item {
  readonly nodeId: string;
  /** Absent when the server refused it. */
  readonly monitored: ClientMonitoredItem | undefined;
}

/** What is listened to on one subscription: a monitored item a point. */
export class Items {
  private readonly items = new Map<string, Item>();
  private why = new Map<string, string>();
  private remembered = new Set<string>();
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly ua: Library,
    private readonly session: ClientSession,
    private readonly subscription: ClientSubscription,
    private readonly namespaces: readonly string[],
    private readonly source: OpcuaSource,
    private readonly onValue: (point: string, value: DataValue) => void,
  ) {}

  /** Points that the server refuses, with its reason. */
  get refused(): { point: string; why: string }[] {
    return [...this.why].map(([point, why]) => ({ point, why }));
  }
  /** Points with their node ids, as the server has them now. */
  get nodes(): ReadonlyMap<string, string> {
    return new Map([...this.items].map(([point, { nodeId }]) => [point, nodeId]));
  }
  /** Node ids whose history the server lets us read. */
  get withHistory(): ReadonlySet<string> {
    return this.remembered;
  }

  /** Listens to these points and to no others; what stays is not interrupted. One change after the other. */
  follow(points: readonly PointMap[]): Promise<void> {
    this.turn = this.turn
      .catch(() => undefined)
      .then(async () => {
        const wanted = new Set(points.map((p) => p.point));
        await this.drop([...this.items.keys(), ...this.why.keys()].filter((point) => !wanted.has(point)));
        await this.add(points.map((p) => p.point).filter((point) => !this.items.has(point)));
      });
    return this.turn;
  }

  private async drop(points: readonly string[]): Promise<void> {
    const gone = points.map((point) => this.items.get(point));
    for (const point of points) {
      this.items.delete(point);
      this.why.delete(point);
    }
    for (const item of gone) await item?.monitored?.terminate();
  }

  private async add(points: readonly string[]): Promise<void> {
    const { ua, source } = this;
    const known = points.flatMap((point) => {
      const nodeId = indexed(point, this.namespaces);
      if (nodeId !== undefined) return { point, nodeId };
      this.why.set(point, `no such namespace; the server has ${this.namespaces.join(", ")}`);
      return [];
    });
    const asked = withHistory(
      ua,
      this.session,
      known.map((k) => k.nodeId),
    ).catch(() => new Set<string>());
    for (let at = 0; at < known.length; at += PER_CALL) {
      const part = known.slice(at, at + PER_CALL);
      const group = await this.subscription.monitorItems(
        part.map(({ nodeId }) => ({ nodeId, attributeId: ua.AttributeIds.Value })),
        {
          samplingInterval: source.sampling_ms,
          discardOldest: true,
          queueSize: Math.max(10, Math.ceil((10 * source.publishing_ms) / Math.max(source.sampling_ms, 10))),
        },
        ua.TimestampsToReturn.Both,
      );
      group.on("changed", (_item, value: DataValue, k: number) => this.onValue(part[k]!.point, value));
      group.monitoredItems.forEach((item, k) => {
        const { point, nodeId } = part[k]!;
        const isRefused = item.statusCode.value !== 0;
        this.items.set(point, { nodeId, monitored: isRefused ? undefined : (item as ClientMonitoredItem) });
        if (isRefused) this.why.set(point, item.statusCode.name);
        else this.why.delete(point);
      });
    }
    for (const nodeId of await asked) this.remembered.add(nodeId);
  }
}
