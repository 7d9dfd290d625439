import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { issueText } from "../model/issue";
import { openBridge } from "../telemetry/adapters/bridge";
import { readBridgeConfig } from "../telemetry/config";
import { coverage, readMapping } from "../telemetry/mapping";
import { UsageError, VerbError } from "./args";
import { districtNamed } from "./districts";
import { defineVerb } from "./verb";

export const bridge = defineVerb({
  name: "bridge",
  summary: "listens to the field (MQTT, OPC UA) and hands what it hears to the workbench; never writes to the field",
  operands: [],
  flags: {
    config: { type: "path", meaning: "the bridge's configuration (JSON)" },
    check: { type: "switch", meaning: "only read configuration and mapping, and say what they leave out" },
    seconds: { type: "number", meaning: "end after so long; without it, at Ctrl+C", min: 0.1 },
    json: { type: "path", meaning: "write its health here at the end" },
  },
  details: `
Configuration: { "format": "crosscurrent-bridge/1", "district": "harbourside", "mapping": "mapping.json",
  "spool": "spool", "workbench": { "url": "http://127.0.0.1:3000", "token": { "file": "..." } },
  "sources": [{ "id": "plant", "protocol": "mqtt", "url": "mqtt://127.0.0.1:1883",
    "subscriptions": [{ "filter": "site/#", "form": "plain" | "json" | "metrics" }] },
  { "id": "grid", "protocol": "opcua", "url": "opc.tcp://127.0.0.1:4840", "mode": "SignAndEncrypt" }] }
Paths are relative to the file. Another machine wants "allowRemote", a line in the clear "allowInsecure". Secrets are
{ "env": NAME } or { "file": PATH }. Mapping: { "format": "crosscurrent-mapping/1", "points": [{ "source", "point",
"tag", "unit", "scale", "offset", "deadBand", "words", "range", "interval_s", "byException", "goodCodes" }] }.
crosscurrent field --write F makes both for the demo.`,
  async run({ flags, terminal }) {
    if (flags.config === undefined) throw new UsageError("--config F is needed");
    const file = terminal.path(flags.config);
    const folder = dirname(file);
    const read = readBridgeConfig(readFileSync(file, "utf8"), flags.config);
    for (const issue of read.issues) terminal.note(issueText(issue));
    if (!read.config) throw new VerbError(`${flags.config} cannot be used`);
    const { config } = read;
    const district = districtNamed(config.district, (typed) => join(folder, typed));
    const mapped = readMapping(readFileSync(join(folder, config.mapping), "utf8"), config.mapping, district.tags);
    for (const issue of mapped.issues) terminal.note(issueText(issue));
    if (!mapped.mapping) throw new VerbError(`${config.mapping} cannot be used`);
    const { mapping } = mapped;
    const { tagsWithoutPoint } = coverage(mapping, district.tags, []);
    terminal.out(`${mapping.points.length} points mapped; ${tagsWithoutPoint.length} Tags without a point`);
    for (const { point } of mapping.points.filter((p) => !config.sources.some((s) => s.id === p.source)))
      terminal.note(`${point}: its source is not in ${flags.config}`);
    if (flags.check) {
      terminal.json(flags.json, { points: mapping.points.length, tagsWithoutPoint });
      return 0;
    }
    let open: ReturnType<typeof openBridge>;
    try {
      open = openBridge({ config, mapping, tags: district.tags, folder, note: terminal.note });
    } catch (error) {
      throw new VerbError(error instanceof Error ? error.message : String(error));
    }
    await untilAsked(flags.seconds);
    terminal.json(flags.json, open.health());
    await open.stop();
    return 0;
  },
});

/** Resolves at Ctrl+C, at a polite end from outside, when whoever started us is gone, or after so many seconds. */
export function untilAsked(seconds: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve());
    if (process.send) process.once("disconnect", () => resolve());
    if (seconds !== undefined) setTimeout(resolve, seconds * 1000);
  });
}
