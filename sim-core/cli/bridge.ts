import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { issueText } from "../model/issue";
import type { Tag } from "../model/tag";
import { openBridge } from "../telemetry/adapters/bridge";
import { followMapping } from "../telemetry/adapters/reload";
import type { BridgeConfig } from "../telemetry/config";
import { readBridgeConfig } from "../telemetry/config";
import { type Coverage, coverageOf, proposedTag } from "../telemetry/coverage";
import { pointsOf, revisionOf } from "../telemetry/edit";
import { readMapping } from "../telemetry/mapping";
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
    coverage: {
      type: "switch",
      meaning: "listen for --seconds (10) beside a bridge that runs, keep nothing, and say what the mapping leaves out",
    },
    seconds: { type: "number", meaning: "end after so long; without it, at Ctrl+C", min: 0.1 },
    json: { type: "path", meaning: "write its health here at the end" },
  },
  details: `
Configuration: { "format": "crosscurrent-bridge/1", "district": "harbourside", "mapping": "mapping.json",
  "spool": "spool", "workbench": { "url": "http://127.0.0.1:3000", "token": { "file": "..." } },
  "sources": [{ "id": "plant", "protocol": "mqtt", "url": "mqtt://127.0.0.1:1883",
    "subscriptions": [{ "filter": "site/#", "form": "plain" | "json" | "metrics" | "sparkplug" }] },
  { "id": "grid", "protocol": "opcua", "url": "opc.tcp://127.0.0.1:4840", "mode": "SignAndEncrypt" }] }
Paths are relative to the file. Another machine wants "allowRemote", a line in the clear "allowInsecure". Secrets are
{ "env": NAME } or { "file": PATH }. Mapping: { "format": "crosscurrent-mapping/1", "points": [{ "source", "point",
"tag", "unit", "scale", "offset", "deadBand", "words", "range", "interval_s", "byException", "goodCodes" }] }.
A point is a topic, topic#metric, an OPC UA node id (nsu=URI;s=...), or for Sparkplug B its topic without the type of
message: spBv1.0/group/node/device#metric. A mapping that changes on disk is taken up at once, if it can be used.
An OPC UA source logs on with "user" and "password", or with "identity": { "cert": PEM, "key": PEM }.
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
    const place = resolve(folder, config.mapping);
    const text = readFileSync(place, "utf8");
    const mapped = readMapping(text, config.mapping, district.tags);
    for (const issue of mapped.issues) terminal.note(issueText(issue));
    if (!mapped.mapping) {
      const { tagsTwice } = coverageOf(
        (pointsOf(text) ?? []).map((p) => p.told),
        district.tags,
        [],
      );
      for (const { tag, points } of tagsTwice) terminal.note(`${tag}: mapped twice: ${points.join(", ")}`);
      throw new VerbError(`${config.mapping} cannot be used`);
    }
    const { mapping } = mapped;
    const { tagsWithoutPoint } = coverageOf(mapping.points, district.tags, []);
    terminal.out(`${mapping.points.length} points mapped; ${tagsWithoutPoint.length} Tags without a point`);
    for (const { point } of mapping.points.filter((p) => !config.sources.some((s) => s.id === p.source)))
      terminal.note(`${point}: its source is not in ${flags.config}`);
    if (flags.check) {
      terminal.json(flags.json, { points: mapping.points.length, tagsWithoutPoint });
      return 0;
    }
    const spool = flags.coverage ? mkdtempSync(join(tmpdir(), "crosscurrent-coverage-")) : undefined;
    try {
      const open = openBridge({
        ...{ config: spool === undefined ? config : looking(config, spool), mapping, revision: revisionOf(text) },
        ...{ tags: district.tags, folder, note: terminal.note },
      });
      const unfollow = followMapping(open, place, config.mapping, district.tags);
      await untilAsked(flags.seconds ?? (spool === undefined ? undefined : 10));
      unfollow();
      const health = open.health();
      await open.stop();
      if (spool !== undefined) {
        const told = { ...health, tagsTwice: [] };
        for (const line of coverageLines(told, district.tags)) terminal.out(line);
      }
      terminal.json(flags.json, health);
      return 0;
    } catch (error) {
      throw new VerbError(error instanceof Error ? error.message : String(error));
    } finally {
      if (spool !== undefined) rmSync(spool, { recursive: true, force: true });
    }
  },
});

/** One that only looks: under a name of its own, so that a bridge that runs is not pushed off; nothing is kept or passed on. */
const looking = (config: BridgeConfig, spool: string): BridgeConfig => ({
  ...config,
  spool,
  workbench: null,
  sources: config.sources.map((source) =>
    source.protocol === "mqtt"
      ? { ...source, clientId: `${source.clientId}-coverage-${process.pid}`, keepsSession: false }
      : source,
  ),
});

function* coverageLines(found: Coverage, tags: readonly Tag[]): Generator<string> {
  const { pointsWithoutTag, tagsWithoutPoint } = found;
  yield `heard, without a Tag: ${pointsWithoutTag.length}`;
  for (const seen of pointsWithoutTag) {
    const like = proposedTag(seen, tags);
    const unit = seen.unit ?? (like ? `${like.unit}?` : "unit?");
    yield `  ${seen.source}  ${seen.point}  ${seen.value ?? "no value"} ${unit}${like ? `  like ${like.id}` : ""}`;
  }
  yield `Tags without a point: ${tagsWithoutPoint.length}`;
  for (const tag of tagsWithoutPoint) yield `  ${tag}`;
}

/** Resolves at Ctrl+C, at a polite end from outside, when whoever started us is gone, or after so many seconds. */
export function untilAsked(seconds: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve());
    if (process.send) process.once("disconnect", () => resolve());
    if (seconds !== undefined) setTimeout(resolve, seconds * 1000);
  });
}
