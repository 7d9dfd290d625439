import type { District } from "../../model/district";
import type { Tag } from "../../model/tag";
import { fieldUnit } from "../../telemetry/units";

export const OPCUA_NAMESPACE = "urn:crosscurrent:field";

/** One Tag as a field device offers it: over which protocol, under which address, in which unit. */
export interface FieldPoint {
  readonly tag: Tag;
  readonly via: "plain" | "json" | "metrics" | "sparkplug" | "opcua";
  readonly source: "mqtt" | "opcua";
  /** Topic, or topic and metric, or node id. */
  readonly point: string;
  readonly topic: string;
  readonly name: string;
  readonly unit: string;
  /** told = (SI - offset) / factor */
  readonly factor: number;
  readonly offset: number;
}

/** The edge node and its device that tell the station's values over Sparkplug. */
export const STATION = { node: "power", device: "station" };

/** Units as the trades write them on their instruments. */
const UNITS: Readonly<Record<string, string>> = {
  Pa: "kPa",
  m: "m",
  "m3/s": "L/s",
  "kg/s": "kg/h",
  W: "kW",
  J: "MWh",
  "1": "%",
};

/**
 * Who offers what: voltages come from the grid's own OPC UA server; lines, generators and batteries as one list a
 * station, as JSON or, if asked, as Sparkplug B; water as plain values; heat and gas as an object a value. So the demo
 * drives every form that the bridge reads.
 */
export function fieldPoints(district: District, isSparkplug = false): FieldPoint[] {
  return district.tags.map((tag) => {
    const unit = UNITS[tag.unit] ?? tag.unit;
    const { factor, offset } = fieldUnit(unit)!;
    const name = tag.quantity.split("_")[0]!;
    const site = `${district.id}/${tag.owner}`;
    const base = { tag, unit, factor, offset };
    if (tag.quantity === "voltage_1") {
      const point = `nsu=${OPCUA_NAMESPACE};s=${tag.id}`;
      return { ...base, via: "opcua", source: "opcua", point, topic: "", name: tag.id };
    }
    if (tag.owner === "power" && isSparkplug) {
      const topic = `spBv1.0/${district.id}/${STATION.node}/${STATION.device}`;
      return { ...base, via: "sparkplug", source: "mqtt", point: `${topic}#${tag.id}`, topic, name: tag.id };
    }
    if (tag.owner === "power") {
      const topic = `${site}/station`;
      return { ...base, via: "metrics", source: "mqtt", point: `${topic}#${tag.id}`, topic, name: tag.id };
    }
    const topic = `${site}/${tag.element}/${name}`;
    return { ...base, via: tag.owner === "water" ? "plain" : "json", source: "mqtt", point: topic, topic, name };
  });
}

/** The bridge's configuration and mapping for this field: a working example to copy from. */
export function demoFiles(
  district: District,
  points: readonly FieldPoint[],
  options: { mqtt: string; opcua: string; workbench: string; token: string; interval_s: number },
): { bridge: unknown; mapping: unknown } {
  const { mqtt, opcua, workbench, token, interval_s } = options;
  const at = (owner: string) => `${district.id}/${owner}/#`;
  return {
    bridge: {
      format: "crosscurrent-bridge/1",
      district: district.id,
      mapping: "mapping.json",
      spool: "spool",
      workbench: { url: workbench, token: { file: token } },
      sources: [
        {
          id: "mqtt",
          protocol: "mqtt",
          url: mqtt,
          subscriptions: [
            { filter: at("water"), form: "plain" },
            { filter: at("power"), form: "metrics", time: "timestamp", timeUnit: "ms" },
            { filter: at("heat"), form: "json" },
            { filter: at("gas"), form: "json" },
            ...(points.some((p) => p.via === "sparkplug")
              ? [{ filter: `spBv1.0/${district.id}/#`, form: "sparkplug" }]
              : []),
          ],
        },
        { id: "opcua", protocol: "opcua", url: opcua, mode: "SignAndEncrypt", trustAny: true },
      ],
    },
    mapping: {
      format: "crosscurrent-mapping/1",
      points: points.map(({ source, point, tag, unit }) => ({
        source,
        point,
        tag: tag.id,
        unit,
        interval_s,
        // the server says honestly that its values are simulated; in the demo that is as good as it gets
        ...(source === "opcua" ? { byException: true, goodCodes: ["UncertainSimulatedValue"] } : {}),
      })),
    },
  };
}
