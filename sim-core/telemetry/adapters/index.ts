import type { SourceConfig } from "../config";
import type { Adapter, AdapterEvents } from "./contract";
import { mqttAdapter } from "./mqtt";
import { opcuaAdapter } from "./opcua";

/** Loading node-opcua holds up all else for as long as it takes: such a source begins when the others have an answer. */
export const isSlowToLoad = (source: SourceConfig): boolean => source.protocol === "opcua";

/** Every protocol; a new one is a file beside these, a line here and its part of the configuration. */
export function openAdapter(
  source: SourceConfig,
  password: string | undefined,
  dataFolder: string,
  spoolFolder: string,
  events: AdapterEvents,
): Adapter {
  switch (source.protocol) {
    case "mqtt":
      return mqttAdapter(source, password, dataFolder, spoolFolder, events);
    case "opcua":
      return opcuaAdapter(source, password, dataFolder, events);
  }
}
