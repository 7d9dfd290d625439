import { observe } from "../control/observe";
import { MODE } from "../couple/device";
import { type Settled, settle, timed } from "../couple/settle";
import type { Crossing } from "../derive/crossings";
import { UTILITY_NAMES, type Utility } from "../model/element";
import { issueText } from "../model/issue";
import type { Observation } from "../model/tag";
import type { RunEvent } from "../record/event";
import type { UtilityEvent } from "../utilities/contract";
import { applyChange } from "./changes";
import { autoregression, normal } from "./noise";
import type { ViewNews } from "./observations";
import type { Run } from "./run";
import { lookAround, runIn } from "./runIn";
import { forEachWatched } from "./watched";

/** How long a household's departure from its profile lasts. */
const NOISE_MEMORY_s = 3600;
/** More events than this within one tick is a fault (a valve that hunts), and the run says so. */
const MOST_STEPS = 400;
/** Two instants closer than this are one. */
export const INSTANT_s = 1e-6;

/** One tick: record its instant (with the amounts of the tick before), then go to the next by as many coupled steps as
 *  events ask for, and close the books over them. */
export function step(run: Run): void {
  const { tick_s } = run.scenario;
  const end_s = (run.tick + 1) * tick_s;
  for (let n = 0; run.coupling.around.time_s < end_s - INSTANT_s; n++) {
    const isTick = n === 0;
    if (isTick) applyProfiles(run);
    applyChanges(run);
    actOnTime(run);
    look(run);
    applyControls(run);
    energise(run);
    begin(run, isTick);
    report(run, settle(run.coupling, run.tick));
    if (isTick) {
      record(run);
      run.ledger.begin();
    }
    advanceTo(run, n < MOST_STEPS ? nextInstant(run, end_s) : end_s);
    if (n === MOST_STEPS) fail(run, `more than ${MOST_STEPS} events within one tick`);
  }
  run.coupling.around.time_s = end_s;
  timed(run.coupling, "ledger", () => run.ledger.close(run.tick, end_s - tick_s));
  run.tick++;
}

/** Weather and masses before the first step. */
export function prepare(run: Run): void {
  const { around, table, fed, plants } = run.coupling;
  lookAround(run, 0);
  table.f64("building", "electricNoise_1").fill(0);
  table.f64("building", "waterNoise_1").fill(0);
  around.tick_s = run.scenario.tick_s;
  runIn(run);
  fed.start();
  plants.start();
  run.observations.start();
}

/** Weather, profiles and noise at the tick's instant; they hold until the next tick. */
function applyProfiles(run: Run): void {
  const { coupling, scenario } = run;
  const { around } = coupling;
  timed(coupling, "profiles", () => {
    lookAround(run, around.time_s);
    const { keep, add } = autoregression(scenario.tick_s, NOISE_MEMORY_s);
    const wander = (column: Float64Array, streams: Int32Array) => {
      for (let i = 0; i < column.length; i++) column[i] = keep * column[i]! + add * normal(streams[i]!, run.tick);
    };
    if (scenario.people !== "expected") {
      wander(coupling.table.f64("building", "electricNoise_1"), run.streams.electric);
      wander(coupling.table.f64("building", "waterNoise_1"), run.streams.water);
    }
    for (const utility of UTILITY_NAMES) {
      coupling.solvers[utility]?.weather?.(around.sky);
      coupling.solvers[utility]?.applyProfiles(around.time_s);
      coupling.dirty[utility] = !holds(run, utility);
    }
  });
}

/** A network with steps of its own, between two of them. */
const holds = (run: Run, utility: Utility): boolean =>
  run.coupling.solvers[utility]?.holds?.(run.coupling.around.time_s) ?? false;

/** Changes that are due, in their order. */
function applyChanges(run: Run): void {
  const { time_s } = run.coupling.around;
  while (run.nextChange < run.changes.length) {
    const change = run.changes[run.nextChange]!;
    if (change.at_s > time_s + INSTANT_s) return;
    run.nextChange++;
    for (const issue of applyChange(run, change)) fail(run, issueText(issue));
    const name = nameOf(run, change.target);
    say(run, { type: "change", priority: 3, element: change.target, text: `${name}: ${change.why}` });
  }
}

/** What can be seen now is seen; what is lost from view is told. */
function look(run: Run): void {
  // Before the first instant is solved nobody has measured anything.
  if (run.coupling.around.time_s === 0) return;
  timed(run.coupling, "observation", () => {
    const news: ViewNews[] = [];
    run.observations.look(news);
    for (const { element, text, isLoss } of news)
      say(run, { type: "device", priority: isLoss ? 2 : 4, element, text: `${nameOf(run, element)}: ${text}` });
  });
}

/** Equipment of the networks whose time has come: relays, reclosing, shedding, restoration, standby engines. */
function actOnTime(run: Run): void {
  const { coupling } = run;
  for (const utility of UTILITY_NAMES) {
    const solver = coupling.solvers[utility];
    if (!solver?.act) continue;
    if (!timed(coupling, utility, () => solver.act!(coupling.around.time_s))) continue;
    coupling.dirty[utility] = true;
    if (utility === "power") coupling.isTopologyDirty = true;
    sayOwn(run, solver.drain?.() ?? []);
  }
}

function sayOwn(run: Run, acted: readonly UtilityEvent[]): void {
  for (const event of acted)
    say(run, { type: "device", ...event, text: `${nameOf(run, event.element)} ${event.text}` });
}

/** Every utility's own rules look at their own Tags and act. */
function applyControls(run: Run): void {
  const { coupling, observations } = run;
  if (run.rules.length === 0 || coupling.around.time_s === 0) return;
  timed(coupling, "control", () => {
    const { time_s, localHour: hour } = coupling.around;
    const memory = coupling.table.f64("rule", "memory_1");
    const isUnheard = coupling.table.u8("rule", "isUnheard");
    const seats = { remote: new Map<string, Observation>(), local: new Map<string, Observation>() };
    for (let row = 0; row < run.rules.length; row++) {
      const bound = run.rules[row]!;
      const { rule } = bound;
      const where = bound.isLocal ? "local" : "remote";
      let observation = seats[where].get(rule.owner);
      if (!observation) {
        observation = observe(rule.owner, time_s, run.tags, observations[where]);
        seats[where].set(rule.owner, observation);
      }
      const before = memory[row]!;
      const change = bound.act(observation, hour, memory, row);
      if (!change) continue;
      if (!observations.reaches(row, bound.isLocal)) {
        // It will try again: what it remembers is what arrived.
        memory[row] = before;
        if (isUnheard[row] === 0) {
          const text = `${nameOf(run, rule.target)} could not be reached: ${change.why}`;
          say(run, { type: "device", priority: 2, element: rule.target, text });
        }
        isUnheard[row] = 1;
        continue;
      }
      isUnheard[row] = 0;
      if ("isOn" in change.fields && isNews(run, rule.target, change.fields.isOn === true)) {
        const verb = change.fields.isOn ? "started" : "stopped";
        const text = `${nameOf(run, rule.target)} ${verb}: ${change.why}`;
        say(run, { type: "device", priority: 4, element: rule.target, quantity: "isOn", text });
      }
      for (const issue of applyChange(run, change)) fail(run, `rule ${rule.id}: ${issueText(issue)}`);
    }
  });
}

/** A pump that a rule starts or stops, unless it runs or stands already. Devices tell of themselves. */
function isNews(run: Run, target: string, isOn: boolean): boolean {
  const { water } = run.coupling.solvers;
  if (!water) return false;
  const row = water.numbering.link!.row(target);
  return row >= 0 && water.column("link", "status")[row]! > 0 !== isOn;
}

/** Who has power is found before anything else is solved: at the start, and when a switch moved. */
function energise(run: Run): void {
  const { coupling } = run;
  const { power } = coupling.solvers;
  if (!coupling.isTopologyDirty || !power) return;
  coupling.isTopologyDirty = false;
  // a faulted branch that was closed is open again before anybody could feel it: that may take a relay after the other
  do {
    coupling.settleLog.solves.power++;
    const outcome = timed(coupling, "power", () => power.solve(coupling.around.time_s));
    if (!outcome.ok) fail(run, `power: ${outcome.code} at ${outcome.at}: ${outcome.hint}`);
  } while (power.trip?.(coupling.around.time_s));
  sayOwn(run, power.drain?.() ?? []);
  coupling.dirty.power = true;
}

/** Timers that ran out, ramps and needs of the step to come. */
function begin(run: Run, isTick: boolean): void {
  const { coupling } = run;
  timed(coupling, "devices", () => {
    const { around } = coupling;
    // Not until the next Change: the Frame of this instant would show that somebody will act within the tick.
    around.planned_s = Math.max((run.tick + 1) * run.scenario.tick_s - around.time_s, INSTANT_s);
    const modes = coupling.table.i32("device", "mode");
    const before = modes.slice();
    for (const device of coupling.devices) device.begin();
    coupling.plants.begin();
    const restarted: string[] = [];
    coupling.fed.begin(restarted);
    for (const element of restarted)
      say(run, { type: "device", priority: 4, element, quantity: "mode", text: `${nameOf(run, element)} restarted` });
    if (isTick) coupling.buildings.evaluate(run.scenario.tick_s);
    for (let row = 0; row < modes.length; row++) if (modes[row] !== before[row]) sayMode(run, row, modes[row]!);
  });
}

const MODE_WORDS: Readonly<Record<number, string>> = {
  [MODE.off]: "stopped",
  [MODE.starting]: "starting",
  [MODE.running]: "running",
  [MODE.tripped]: "tripped",
  [MODE.outOfService]: "out of service",
};

function sayMode(run: Run, row: number, mode: number): void {
  const element = run.coupling.table.numbering.device!.ids[row]!;
  const priority = mode === MODE.tripped ? 2 : 4;
  const text = `${nameOf(run, element)} ${MODE_WORDS[mode]}`;
  say(run, { type: "device", priority, element, quantity: "mode", value: mode, text });
}

function report(run: Run, settled: Settled): void {
  run.steps++;
  if (settled.rounds > run.maxRounds) run.maxRounds = settled.rounds;
  const { worst } = settled;
  if (worst.residual > run.worstResidual) {
    run.worstResidual = worst.residual;
    run.worstDevice = worst.owner;
  }
  sayOwn(run, settled.acted);
  for (const element of settled.tripped) {
    const text = `${nameOf(run, element)} tripped: power lost, or supply below its limit`;
    say(run, { type: "device", priority: 2, element, quantity: "mode", value: MODE.tripped, text });
  }
  for (const { utility, outcome } of settled.failures)
    fail(run, `${utility}: ${outcome.code} at ${nameOf(run, outcome.at)}: ${outcome.hint}`);
  if (!settled.isSettled && settled.failures.length === 0)
    fail(
      run,
      `${nameOf(run, worst.owner)} did not settle in ${settled.rounds} rounds: ${worst.port} wants ${worst.wanted}, was last given ${worst.used}, residual ${worst.residual.toExponential(1)}`,
    );
}

/** The tick's values, their digest, and the limits that they cross. */
function record(run: Run): void {
  const { coupling } = run;
  const { time_s } = coupling.around;
  timed(coupling, "record", () => run.recorder.capture(run.values, run.absent));
  timed(coupling, "digest", () => run.digest.add(run.values));
  timed(coupling, "derive", () => {
    const found: Crossing[] = [];
    run.crossings.look(run.values, time_s, found);
    for (const { type, limit, value, unit, text } of found)
      say(run, {
        type,
        priority: type === "return" ? 4 : limit.priority,
        element: limit.element,
        quantity: limit.quantity,
        value,
        limit: limit.value,
        unit,
        text,
      });
  });
}

/** The next instant at which something happens: the tick's end, a Change, a timer, an event of a network's own, a value
 *  that a rule waits for. */
function nextInstant(run: Run, end_s: number): number {
  const { coupling } = run;
  const now_s = coupling.around.time_s;
  let next_s = end_s;
  const consider = (at_s: number) => {
    if (at_s > now_s + INSTANT_s && at_s < next_s) next_s = at_s;
  };
  const change = run.changes[run.nextChange];
  if (change) consider(change.at_s);
  for (const rows of ["device", "fed"]) {
    const timers = coupling.table.f64(rows, "timer_s");
    for (let i = 0; i < timers.length; i++) if (timers[i]! > 0) consider(now_s + timers[i]!);
  }
  consider(run.observations.nextEvent_s(now_s));
  for (const utility of UTILITY_NAMES) {
    const solver = coupling.solvers[utility];
    if (solver) consider(solver.nextEvent_s(now_s));
  }
  forEachWatched(run, consider);
  return next_s;
}

/** Stores, masses, levels and timers from now to `to_s`. */
function advanceTo(run: Run, to_s: number): void {
  const { coupling } = run;
  const from_s = coupling.around.time_s;
  timed(coupling, "ledger", () => run.ledger.hold());
  for (const utility of UTILITY_NAMES) {
    const solver = coupling.solvers[utility];
    if (!solver) continue;
    const outcome = timed(coupling, utility, () => solver.advance(from_s, to_s));
    if (!outcome.ok) fail(run, `${utility}: ${outcome.code} at ${nameOf(run, outcome.at)}: ${outcome.hint}`);
  }
  timed(coupling, "devices", () => {
    coupling.buildings.commit(to_s - from_s);
    for (const device of coupling.devices) device.commit(to_s - from_s);
    coupling.fed.commit(to_s - from_s);
    run.observations.pass(to_s - from_s);
  });
  timed(coupling, "ledger", () => run.ledger.post(to_s - from_s));
  coupling.around.time_s = to_s;
  // Levels moved: the water net is solved again at any event. The others have no moving state between ticks.
  if (!holds(run, "water")) coupling.dirty.water = true;
  for (const utility of UTILITY_NAMES) {
    const acted = coupling.solvers[utility]?.drain?.() ?? [];
    if (acted.length > 0) coupling.dirty[utility] = true;
    sayOwn(run, acted);
  }
}

const nameOf = (run: Run, id: string): string => run.coupling.around.element(id)?.name ?? id;

export function say(
  run: Run,
  event: Pick<RunEvent, "type" | "priority" | "element" | "text"> & Partial<RunEvent>,
): void {
  run.events.push({
    tick: run.tick,
    time_s: run.coupling.around.time_s,
    quantity: "",
    value: Number.NaN,
    limit: Number.NaN,
    unit: "1",
    ...event,
  });
}

export function fail(run: Run, text: string): void {
  const last = run.failures[run.failures.length - 1];
  if (last?.tick === run.tick && last.text === text) return;
  run.failures.push({ tick: run.tick, text });
  say(run, { type: "failure", priority: 1, element: "", text });
}
