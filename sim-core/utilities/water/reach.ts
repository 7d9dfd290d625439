import { KIND, STATUS, type WaterNet } from "./net";
import type { WaterNetwork } from "./network";

/**
 * Junctions that water cannot reach: no way from a reservoir, or from a tank that is not empty, along links that are
 * not shut by command. Check valves, pumps and control valves are passed in their direction only. What a status test
 * shut for the moment (a pump beyond its head, a check valve) counts as a way: those reopen when the pressure falls.
 */
export function unreachable(
  net: WaterNet,
  network: WaterNetwork,
  isCutOff: Int32Array,
  heldHead: Float64Array,
): number {
  const { adjacency } = network;
  const seen = isCutOff.fill(1);
  const queue: number[] = [];
  for (let i = net.junctionCount; i < net.nodes.count; i++) {
    seen[i] = 0;
    const tank = net.tanks.find((t) => t.node === i);
    if (!tank || network.head[i]! > tank.minHead_k) queue.push(i);
  }
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at]!;
    for (let p = adjacency.start[node]!; p < adjacency.start[node + 1]!; p++) {
      const k = adjacency.links[p]!;
      const isForward = net.from[k] === node;
      const other = isForward ? net.to[k]! : net.from[k]!;
      if (seen[other] === 0 || isShut(net, network, k)) continue;
      if (!isForward && net.kind[k] !== KIND.PIPE && isOneWay(net, network, k)) continue;
      seen[other] = 0;
      queue.push(other);
    }
  }
  // One head for all cut-off nodes that hang together, or water would seem to run between them.
  const done = new Uint8Array(net.nodes.count);
  let count = 0;
  for (let first = 0; first < net.junctionCount; first++) {
    if (seen[first] === 0 || done[first] === 1) continue;
    const group = [first];
    done[first] = 1;
    let lowest = net.elevation_k[first]!;
    for (let at = 0; at < group.length; at++) {
      const node = group[at]!;
      lowest = Math.min(lowest, net.elevation_k[node]!);
      for (let p = adjacency.start[node]!; p < adjacency.start[node + 1]!; p++) {
        const k = adjacency.links[p]!;
        const other = net.from[k] === node ? net.to[k]! : net.from[k]!;
        if (seen[other] === 0 || done[other] === 1) continue;
        done[other] = 1;
        group.push(other);
      }
    }
    for (const node of group) heldHead[node] = lowest;
    count += group.length;
  }
  return count;
}

/**
 * Shuts what a zone without a source has nothing to give to: open pipes to an empty tank, pumps and valves that lead out
 * or stand within. Notes each with the status that it had.
 */
export function shutCutOff(
  net: WaterNet,
  network: WaterNetwork,
  isCutOff: Int32Array,
  note: (link: number, status: number) => void = () => {},
): void {
  for (let k = 0; k < net.links.count; k++) {
    const [a, b] = [isCutOff[net.from[k]!]!, isCutOff[net.to[k]!]!];
    if (a === 0 && b === 0) continue;
    network.flow[k] = 0;
    if (a === b && net.kind[k] === KIND.PIPE) continue;
    note(k, network.status[k]!);
    network.status[k] = STATUS.CLOSED;
  }
}

/** Links as they are shut by command at the state at hand; what a status test shut for the moment is open. */
export const commandedStatus = (net: WaterNet, network: WaterNetwork): Int32Array =>
  Int32Array.from({ length: net.links.count }, (_, k) => (isShut(net, network, k) ? STATUS.CLOSED : STATUS.OPEN));

function isShut(net: WaterNet, network: WaterNetwork, k: number): boolean {
  if (network.status[k] !== STATUS.CLOSED) return net.kind[k] === KIND.PUMP && network.setting[k] === 0;
  const kind = net.kind[k]!;
  // Closed by a status test, not by command: these open again by themselves.
  if (kind === KIND.CHECK_PIPE) return false;
  return !((kind === KIND.PRV || kind === KIND.PSV) && !Number.isNaN(network.setting[k]!));
}

const isOneWay = (net: WaterNet, network: WaterNetwork, k: number): boolean => {
  const kind = net.kind[k]!;
  if (kind === KIND.CHECK_PIPE || kind === KIND.PUMP) return true;
  return (kind === KIND.PRV || kind === KIND.PSV || kind === KIND.FCV) && !Number.isNaN(network.setting[k]!);
};
