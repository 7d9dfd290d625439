import type { ClientSession, DataValue } from "node-opcua";
import type { Library } from "./library";

const MOST_NODES = 2000;
const PER_CALL = 100;
const DEEPEST = 8;
const OBJECTS = "ns=0;i=85";

/** The variables that a server offers below its Objects folder, its own (namespace 0) aside, each with its value now. */
export async function variablesOf(
  ua: Library,
  session: ClientSession,
): Promise<{ nodeId: string; value: DataValue }[]> {
  const seen = new Set<string>([OBJECTS]);
  const variables: string[] = [];
  let level = [OBJECTS];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const below: string[] = [];
    for (let at = 0; at < level.length; at += PER_CALL) {
      const results = await ua.browseAll(
        session,
        level.slice(at, at + PER_CALL).map((nodeId) => ({
          nodeId,
          browseDirection: ua.BrowseDirection.Forward,
          referenceTypeId: "HierarchicalReferences",
          includeSubtypes: true,
          nodeClassMask: 3, // objects and variables
          resultMask: 4, // their class
        })),
      );
      for (const { nodeId, nodeClass } of results.flatMap((r) => r.references ?? [])) {
        const id = nodeId.toString();
        if (nodeId.namespace === 0 || seen.has(id) || seen.size > MOST_NODES) continue;
        seen.add(id);
        below.push(id);
        if (nodeClass === ua.NodeClass.Variable) variables.push(id);
      }
    }
    level = below;
  }
  const found: { nodeId: string; value: DataValue }[] = [];
  for (let at = 0; at < variables.length; at += PER_CALL) {
    const part = variables.slice(at, at + PER_CALL);
    const values = await session.read(part.map((nodeId) => ({ nodeId, attributeId: ua.AttributeIds.Value })));
    values.forEach((value, k) => found.push({ nodeId: part[k]!, value }));
  }
  return found;
}
