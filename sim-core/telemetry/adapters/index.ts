import type { SourceConfig } from "../config";
import type { Adapter, AdapterEvents } from "./contract";
import { mqttAdapter } from "./mqtt";
import { opcuaAdapter } from "./opcua";

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
      return mqttAdapter(source, password, spoolFolder, events);
    case "opcua":
      return opcuaAdapter(source, password, dataFolder, events);
  }
}
