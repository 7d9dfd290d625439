import { SCENARIOS } from "../../../scenarios";
import { ALIKE_SHARE_1 } from "../../telemetry/compare/suspects";
import { WATCH_RULES } from "../../telemetry/compare/watch";
import { nearest, UsageError, VerbError } from "../args";
import { districtNamed } from "../districts";
import { loadSolvers } from "../place";
import { defineVerb } from "../verb";
import { HIDDEN, type HiddenName } from "./faults";
import { median, reliabilityOf } from "./reliability";
import { directRuns } from "./runs";
import { ASKED_LATER_TICKS, type FaultTrial, MISSED_AFTER_TICKS, SOUND_SEEDS, SPLITS, Study } from "./study";

const LEARN_DAYS = 12;
const NAMES = Object.keys(HIDDEN) as HiddenName[];

export const detect = defineVerb({
  name: "detect",
  summary: "hides faults in a played field and says what the twin beside it makes of them, and how often it cries wolf",
  operands: [],
  flags: {
    sound: { type: "integer", meaning: "days without a fault; 30 when left out", min: 0, max: 10_000 },
    faults: { type: "integer", meaning: "faults of each kind; 10 when left out", min: 0, max: 10_000 },
    kinds: { type: "text", meaning: `with commas between; all when left out: ${NAMES.join(", ")}` },
    split: { type: "text", meaning: "choose, again or report: three sets of faults and days; report when left out" },
    learn: { type: "integer", meaning: `sound days to learn from; ${LEARN_DAYS} when left out`, min: 7, max: 365 },
    district: { type: "path", meaning: "a shipped district's name or a district file; harbourside when left out" },
    scenario: { type: "text", meaning: "its id; normal-day when left out" },
    json: { type: "path", meaning: "write the whole answer here" },
  },
  details: `
A sound day is a run with people of its own, seen through instruments with noise, drift and dropouts. The twin is begun
from what they say at the first tick and keeps to the profiles. A fault (of one of the kinds, anywhere)
comes at a random instant between 05:00 and 18:00. Found is an alarm within
${MISSED_AFTER_TICKS / 12} hours; visible is a fault that moves any Tag by more than three deviations of its band. Suspects are asked for
${ASKED_LATER_TICKS * 5} minutes after the alarm, of a false alarm at once. Alike are places that the Tags do not tell apart: the fewest that hold
the true one with ${100 * ALIKE_SHARE_1} %, if kind and part of the network are right. Rules were chosen on the days and faults of --split
choose; none of them is among those of --split again or --split report.
Reliability holds what was stated of the first suspect (kind and part of the network, something else, or nothing)
against how often it was right; brier is the mean square of their difference, log_score the mean logarithm of what was
stated of the truth, a fault at least 1e-4.
JSON: { learn_days, design_false_alarm_days, sound: { days, alarms, alarm_days, days_between, trials }, kinds: [{ kind,
trials, visible, found, found_visible, median_min, right_kind, right_zone, top1, top3, right_class, median_class,
median_rank, median_hops, stated }], reliability: { bins: [{ from, to, answers, stated, right }], brier, log_score,
alike: { asked, among, stated_1 }, next: { asked, before, after, among } },
trials: [{ hidden, isVisible, early, alarm_min, answer }] }`,
  async run({ flags, terminal }) {
    const district = districtNamed(flags.district, terminal.path);
    const wanted = flags.scenario ?? "normal-day";
    const make = Object.hasOwn(SCENARIOS, wanted) ? SCENARIOS[wanted] : undefined;
    if (!make) throw new UsageError(`unknown scenario "${wanted}"${nearest(wanted, Object.keys(SCENARIOS))}`);
    const split = flags.split ?? "report";
    if (split !== "choose" && split !== "again" && split !== "report")
      throw new UsageError(`--split wants choose, again or report, got "${split}"`);
    const names = (flags.kinds?.split(",") ?? NAMES).map((typed) => {
      const known = NAMES.find((n) => n === typed);
      if (!known) throw new UsageError(`--kinds: unknown kind "${typed}"${nearest(typed, NAMES)}`);
      return known;
    });
    const scenario = make();
    const runs = directRuns(loadSolvers(), district, scenario);
    const learn_days = flags.learn ?? LEARN_DAYS;
    const study = await Study.open(district, scenario, learn_days, runs);
    if (!study) throw new VerbError(`the twin of ${district.name} does not run through ${scenario.name}`);

    const sound = [];
    for (let k = 0; k < (flags.sound ?? 30); k++) {
      const trial = await study.sound(k, SOUND_SEEDS[split]);
      sound.push(trial);
      for (const { tick, tags } of trial.alarms)
        terminal.note(`sound day ${trial.seed}: ${tags.join(", ")} at tick ${tick}`);
    }
    const alarms = sound.reduce((sum, t) => sum + t.alarms.length, 0);
    const soundAnswer = {
      ...{ days: sound.length, alarms, alarm_days: sound.filter((t) => t.alarms.length > 0).length },
      days_between: alarms > 0 ? sound.length / alarms : null,
      trials: sound,
    };
    if (sound.length > 0)
      terminal.out(
        `${sound.length} sound days: ${alarms} false alarms on ${soundAnswer.alarm_days} of them; set for one in ${WATCH_RULES.falseAlarmEvery_days} days`,
      );

    const trials: FaultTrial[] = [];
    for (const name of names)
      for (let k = 0; k < (flags.faults ?? 10); k++) {
        const trial = await study.fault(name, SPLITS[split] + k);
        trials.push(trial);
        const { hidden, alarm_min, answer: last, isVisible } = trial;
        const said = last ? `${last.suspect}, rank of the truth ${last.rank}, ${last.hops} hops` : "";
        terminal.note(
          `${name} ${hidden.at} (${hidden.size}): ${alarm_min === null ? `missed${isVisible ? "" : ", moves no Tag"}` : `${alarm_min} min; ${said}`}`,
        );
      }
    const kinds = names.flatMap((name) => {
      const of = trials.filter((t) => t.hidden.name === name);
      return of.length > 0 ? [summary(name, of)] : [];
    });
    for (const k of kinds)
      terminal.out(
        `${k.kind}: ${k.trials} hidden, ${k.visible} visible, ${k.found} found (median ${k.median_min ?? "-"} min); kind right ${k.right_kind}, part of the network right ${k.right_zone}, place first ${k.top1}, among three ${k.top3}, among those alike ${k.right_class} (median of ${k.median_class ?? "-"}); stated ${k.stated?.toFixed(2) ?? "-"}`,
      );
    const told = [
      ...trials.flatMap((t) => t.answer ?? []),
      ...sound.flatMap((d) => d.alarms.flatMap((a) => a.answer ?? [])),
    ];
    const reliability = reliabilityOf(told);
    for (const { from, to, answers, stated, right } of reliability.bins)
      if (answers > 0)
        terminal.out(`stated ${from} to ${to}: ${answers} answers, ${stated!.toFixed(3)} in the mean; ${right} right`);
    const { asked, among, stated_1 } = reliability.alike;
    terminal.out(`the true place among those alike: ${among} of ${asked}, set for ${stated_1}`);
    const { next } = reliability;
    if (next.asked > 0)
      terminal.out(
        `one more reading, where it was asked for: ${next.before} places alike before, ${next.after} after (medians); the true one among them ${next.among} of ${next.asked}`,
      );
    if (told.length > 0)
      terminal.out(`Brier ${reliability.brier!.toFixed(3)}, logarithmic score ${reliability.log_score!.toFixed(3)}`);
    terminal.json(flags.json, {
      ...{ district: district.id, scenario: scenario.id, split, learn_days },
      design_false_alarm_days: WATCH_RULES.falseAlarmEvery_days,
      ...{ sound: soundAnswer, kinds, reliability, trials },
    });
    return 0;
  },
});

function summary(name: HiddenName, trials: readonly FaultTrial[]) {
  const found = trials.filter((t) => t.alarm_min !== null);
  const last = found.flatMap((t) => t.answer ?? []);
  const count = (isSo: (a: (typeof last)[number]) => boolean) => last.filter(isSo).length;
  return {
    kind: HIDDEN[name],
    trials: trials.length,
    visible: trials.filter((t) => t.isVisible).length,
    found: found.length,
    found_visible: found.filter((t) => t.isVisible).length,
    median_min: median(found.map((t) => t.alarm_min!)),
    right_kind: count((a) => a.isKind),
    right_zone: count((a) => a.isZone),
    top1: count((a) => a.rank === 1),
    top3: count((a) => a.rank >= 1 && a.rank <= 3),
    right_class: count((a) => a.isAlike),
    median_class: median(last.map((a) => a.alike)),
    median_rank: median(last.map((a) => a.rank)),
    median_hops: median(last.map((a) => a.hops)),
    /** Mean share that was stated of the first suspect: to be held against how often it was right. */
    stated: last.length > 0 ? last.reduce((sum, a) => sum + a.share_1, 0) / last.length : null,
  };
}
