import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SCENARIOS } from "../../../scenarios";
import type { Scenario } from "../../model/scenario";
import { localDay, tagCells } from "../../telemetry/frames";
import { Instrument } from "../../telemetry/instrument";
import { scenarioFromLive } from "../../telemetry/scenario";
import { nameHash } from "../../time/noise";
import { nearest, UsageError, VerbError } from "../args";
import { untilAsked } from "../bridge";
import { districtNamed } from "../districts";
import { loadSolvers } from "../place";
import { defineVerb } from "../verb";
import { FAULTS, faultsNamed } from "./faults";
import { openMqttField } from "./mqtt";
import { openOpcuaField } from "./opcua";
import { Plant } from "./plant";
import { demoFiles, fieldPoints } from "./points";

const MONTH_S = 31 * 86_400;

export const field = defineVerb({
  name: "field",
  summary:
    "plays a district as field devices over MQTT and OPC UA: noise, drift, dropouts and, if asked, a hidden fault",
  operands: [],
  flags: {
    district: { type: "path", meaning: "a shipped district's name or a district file; harbourside when left out" },
    scenario: { type: "text", meaning: "its id; normal-day when left out" },
    speed: { type: "number", meaning: "simulated seconds a second; 1 when left out", min: 0.01, max: 3600 },
    every: { type: "number", meaning: "seconds between two values of a point; 2 when left out", min: 0.05, max: 3600 },
    fault: { type: "text", meaning: `hidden faults, with commas between: ${Object.keys(FAULTS).join(", ")}` },
    after: { type: "number", meaning: "the faults come after so many seconds; 0 when left out", min: 0 },
    seed: { type: "integer", meaning: "seed of what people use and of the instruments' errors; 1 when left out" },
    broker: { type: "text", meaning: "an MQTT broker that is there (mqtt://host:port) instead of one of our own" },
    sparkplug: { type: "switch", meaning: "the power station speaks Sparkplug B instead of lists in JSON" },
    mqtt: { type: "integer", meaning: "port of our own broker; 18830 when left out", min: 1, max: 65_535 },
    opcua: { type: "integer", meaning: "port of the OPC UA server; 48400 when left out", min: 1, max: 65_535 },
    write: { type: "path", meaning: "write bridge.json and mapping.json for this field into this folder" },
    workbench: { type: "text", meaning: "with --write: where the workbench is; http://127.0.0.1:3000 when left out" },
    token: { type: "path", meaning: "with --write: the bridge.token of the workbench's data folder" },
    seconds: { type: "number", meaning: "end after so long; without it, at Ctrl+C", min: 0.1 },
  },
  get details() {
    const faults = Object.entries(FAULTS).map(([name, { meaning }]) => `  ${name}: ${meaning}`);
    return `
It is on this machine only. The clock of the scenario's day is that of the wall, in the district's own time.
${faults.join("\n")}
Two commands show it: npm start, then in the header "Live"; or by hand:
  crosscurrent field --write demo --token data/bridge.token     crosscurrent bridge --config demo/bridge.json`;
  },
  async run({ flags, terminal }) {
    const district = districtNamed(flags.district, terminal.path);
    const scenario = scenarioNamed(flags.scenario ?? "normal-day");
    const faults = faultsNamed(flags.fault?.split(",") ?? [], district);
    const speed = flags.speed ?? 1;
    const every_s = flags.every ?? 2;
    const points = fieldPoints(district, flags.sparkplug === true);
    const folder = terminal.path(flags.write ?? "demo");
    if (flags.write !== undefined || points.length > 0) mkdirSync(folder, { recursive: true });

    // the scenario's day is laid onto today from local midnight and entered at the hour that it is now; its weather comes
    // again every day, while tanks, stores and buildings go on over midnight
    const started_ms = Date.now();
    const { from_s } = localDay(district, started_ms / 1000);
    const today = scenarioFromLive(district, scenario, { from_s, to_s: from_s + MONTH_S }, []).scenario!;
    const start_s = started_ms / 1000 - from_s;
    const faultsFrom_s = start_s + (flags.after ?? 0) * speed;
    const seed = flags.seed ?? 1;
    const plant = new Plant(loadSolvers(), district, today, nameHash(`field/${seed}`), faults, faultsFrom_s);
    const cells = tagCells(plant.layout, district.tags);
    const instruments = new Map(points.map((p) => [p, new Instrument(nameHash(`${seed}/${p.tag.id}`))]));

    const mqtt = await openMqttField({
      ...{ port: flags.mqtt ?? 18_830, broker: flags.broker },
      sparkplug: flags.sparkplug ? district.id : undefined,
    }).catch((error) => {
      throw new VerbError(`MQTT: ${error.message}`);
    });
    const onGrid = points.filter((p) => p.source === "opcua");
    const opcua = await openOpcuaField({ port: flags.opcua ?? 48_400, folder, points: onGrid }).catch((error) => {
      throw new VerbError(`OPC UA: ${error.message}`);
    });
    if (flags.write !== undefined) {
      const files = demoFiles(district, points, {
        mqtt: mqtt.url,
        opcua: opcua.url,
        workbench: flags.workbench ?? "http://127.0.0.1:3000",
        token: terminal.path(flags.token ?? "data/bridge.token"),
        interval_s: Math.max(every_s, 1),
      });
      for (const [name, value] of Object.entries(files))
        writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 2)}\n`);
    }

    const values = new Float64Array(plant.layout.length);
    let isBusy = false;
    const tick = async () => {
      if (isBusy) return; // a broker that does not answer is not flooded
      isBusy = true;
      const now_ms = Date.now();
      const time_s = start_s + ((now_ms - started_ms) / 1000) * speed;
      plant.at(time_s, values);
      const told = points.flatMap((point) => {
        const instrument = instruments.get(point)!;
        instrument.isStuck = time_s >= faultsFrom_s && faults.some((f) => f.stuckTag === point.tag.id);
        const cell = cells.get(point.tag.id);
        const read = cell === undefined ? undefined : instrument.read(values[cell]!, time_s);
        return read === undefined ? [] : { point, value: (read - point.offset) / point.factor };
      });
      await Promise.all([
        mqtt.tell(
          told.filter((t) => t.point.source === "mqtt"),
          now_ms,
        ),
        opcua.tell(
          told.filter((t) => t.point.source === "opcua"),
          now_ms,
        ),
      ]);
      isBusy = false;
    };
    await tick();
    terminal.out(`${points.length} points of field devices: MQTT at ${mqtt.url}, OPC UA at ${opcua.url}`);
    const timer = setInterval(() => void tick(), every_s * 1000);
    await untilAsked(flags.seconds);
    clearInterval(timer);
    await Promise.all([mqtt.stop(), opcua.stop()]);
    return 0;
  },
});

function scenarioNamed(name: string): Scenario {
  const make = Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined;
  if (!make) throw new UsageError(`unknown scenario "${name}"${nearest(name, Object.keys(SCENARIOS))}`);
  return make();
}
