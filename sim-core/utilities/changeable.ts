import type { Change } from "../model/change";
import type { District } from "../model/district";
import type { Element, FieldValue } from "../model/element";
import type { Issue } from "../model/issue";
import { flag, NOT_NEGATIVE, number } from "../model/kinds/field";
import { didYouMean } from "../model/nearest";
import type { FieldSpec } from "../model/schema";
import { schemaOf } from "./catalogue";

const isInService = flag("isInService", "False takes it out of service: it neither runs nor restarts");
const isOn = flag("isOn", "False switches it off");
const limit = number("command_1", "1", "Most that it gives or takes, over rated", { range: [0, 1] });
const stored = number("stored_J", "J", "Energy that it holds", { range: NOT_NEGATIVE });
const SWITCHED: readonly (string | FieldSpec)[] = [isOn, "command_1", isInService];
const isOpen = flag("isOpen", "False closes it");
const flowGiven = number("flow_kg_s", "kg/s", "Flow that it passes", { range: NOT_NEGATIVE });
const pumpSpeed = number("speed_1", "1", "Speed over rated speed", { range: [0, 10] });

/**
 * What can change within a run, by kind, in the order in which people ask for it. A name stands for the field of the
 * kind's schema; a spec of its own is a field that only a run has (an emergency stop) or that it takes more narrowly.
 * The solvers are the authority: a test puts every one of these to them.
 */
const CHANGEABLE: Readonly<Record<string, readonly (string | FieldSpec)[]>> = {
  waterJunction: [
    "baseDemand_m3_s",
    number("emitter_m3_s", "m3/s", "Outflow to the open at 1 m of pressure head: a burst, an open hydrant", {
      range: NOT_NEGATIVE,
    }),
  ],
  reservoir: ["head_m"],
  tank: [number("level_m", "m", "Level above the bottom", { range: NOT_NEGATIVE })],
  waterPipe: [{ ...textOf("status", "Open or closed"), options: ["open", "closed"] }],
  waterPump: ["isOn", pumpSpeed],
  waterValve: ["status", "setting_m", "setting_m3_s", "setting_1"],

  line: ["isClosed", "isFaulted", "rating_A"],
  transformer: ["isClosed", "isFaulted", "tap_1"],
  branch: ["isClosed", "tap_1"],
  powerSwitch: ["isClosed"],
  gridSupply: ["isOn", "voltage_1"],
  generator: ["isOn", "voltage_1", "setPower_W", "setReactive_var"],
  powerLoad: [flag("isConnected", "False sheds it"), "active_W", "reactive_var"],
  shunt: [flag("isConnected", "False takes it off")],

  citySource: ["pressure_Pa"],
  gasPipe: [isOpen],
  gasValve: [isOpen],
  regulator: [isOpen, "setPressure_Pa"],
  compressor: [isOpen, "ratio_1"],
  booster: [isOpen],
  gasLoad: ["offtake_kg_s"],
  gasInjection: ["inflow_kg_s"],

  heatPipe: [isOpen],
  heatValve: [isOpen],
  heatConsumer: [isOpen],
  heatPlant: [isOpen, "supplySet_K", "lift_Pa"],
  heatBypass: [isOpen, flowGiven],
  heatExchanger: [isOpen, "heat_W"],

  chp: SWITCHED,
  peaker: SWITCHED,
  boiler: SWITCHED,
  heatPump: SWITCHED,
  chiller: SWITCHED,
  hotStore: [isOn, "command_1", stored],
  coldStore: [isOn, "command_1", stored],
  battery: [isOn, "command_1", isInService, stored],
  pv: [isOn, limit, isInService],
  wind: [isOn, limit, isInService],
  evHub: [isOn, limit, isInService],
};

function textOf(name: string, meaning: string): FieldSpec {
  return { name, type: "string", unit: "1", meaning };
}

const isCommLost = flag("isCommLost", "True: its values do not arrive, and no command reaches it");
const spoof = number("spoof", "", 'What the Tag shows instead of the truth; "off": the truth again');

/** What seats see and steer: a Change can take away their line, or write into a Tag. */
type Watched = Pick<District, "tags" | "rules">;

/** Fields of an element that a Change may set while a run goes on; none for what only stands there. With the
 *  district's Tags and rules, the line to what is watched or steered is among them. */
export function changeableFields(element: Element, watched?: Watched): readonly FieldSpec[] {
  const schema = schemaOf(element.kind);
  const isWatched =
    watched?.tags.some((t) => t.element === element.id) || watched?.rules.some((r) => r.target === element.id);
  const line = isWatched ? [isCommLost] : [];
  const own = (CHANGEABLE[element.kind] ?? []).flatMap((entry) => {
    if (typeof entry !== "string") return [entry];
    const spec = schema?.fields.find((f) => f.name === entry);
    // A control valve takes the one setting that its type reads.
    if (!spec || (entry.startsWith("setting_") && element.fields[entry] === undefined)) return [];
    return [spec];
  });
  return [...own, ...line];
}

/** Why a Change of a run cannot be, before anything is simulated: who, which field, got, want. Empty when it can. */
export function checkChange(
  byId: ReadonlyMap<string, Element>,
  change: Change,
  duration_s: number,
  watched?: Watched,
): Issue[] {
  const { target } = change;
  const element = byId.get(target);
  const isTag = !element && watched?.tags.some((t) => t.id === target);
  const error = (code: string, more: Omit<Issue, "severity" | "code">): Issue => ({ severity: "error", code, ...more });
  if (!element && !isTag)
    return [
      error("unknownElement", {
        ...{ field: "target", got: target, want: "the id of an element or a Tag" },
        hint: didYouMean(target, [...byId.keys(), ...(watched?.tags.map((t) => t.id) ?? [])]),
      }),
    ];
  const issues: Issue[] = [];
  const known = element ? changeableFields(element, watched) : [isCommLost, spoof];
  const names = known.map((f) => f.name);
  for (const [field, value] of Object.entries(change.fields)) {
    const spec = known.find((f) => f.name === field);
    const about = { element: target, field, got: String(value) };
    if (!spec) {
      const want = names.length > 0 ? names.join(", ") : "nothing: no field of this kind changes within a run";
      issues.push(
        error("cannotChangeInRun", { element: target, field, got: field, want, hint: didYouMean(field, names) }),
      );
      continue;
    }
    const want = spec === spoof && value === "off" ? undefined : wantedOf(spec, value);
    if (want !== undefined) issues.push(error("badValue", { ...about, want }));
  }
  if (!Number.isFinite(change.at_s) || change.at_s < 0 || change.at_s >= duration_s)
    issues.push(
      error("outsideRun", {
        ...{ element: target, field: "at_s", got: `${change.at_s} s` },
        want: `from 0 to less than ${duration_s} s, the length of the run`,
      }),
    );
  return issues;
}

/** What was wanted instead, or undefined when the value fits. */
function wantedOf(spec: FieldSpec, value: FieldValue): string | undefined {
  if (spec.type === "boolean") return typeof value === "boolean" ? undefined : "true or false";
  if (spec.options)
    return typeof value === "string" && spec.options.includes(value) ? undefined : spec.options.join(" or ");
  if (spec.type !== "number") return typeof value === "string" ? undefined : "a word";
  const unit = spec.unit === "1" ? "" : ` ${spec.unit}`;
  if (typeof value !== "number" || !Number.isFinite(value)) return `a number in SI${unit && `:${unit}`}`;
  if (!spec.range) return undefined;
  const [least, most] = spec.range;
  if (value >= least && value <= most) return undefined;
  // A bound of 1e12 stands for "none" in the schemas.
  return most >= 1e9 ? `at least ${least}${unit}` : `${least} to ${most}${unit}`;
}
