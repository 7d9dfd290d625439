import type { Change } from "../../model/change";
import type { District } from "../../model/district";
import { issueText } from "../../model/issue";
import type { Scenario } from "../../model/scenario";
import type { FrameLayout } from "../../record/frame";
import { advance, frameLayout, openRun, tickCount } from "../../session/run";
import type { Run } from "../../time/run";
import { VerbError } from "../args";
import type { HiddenFault } from "./faults";

/**
 * The district as it "really" is: the engine itself, played along simulation time. Between two ticks values are taken on
 * the straight line. When the scenario is over it begins again.
 */
export class Plant {
  readonly layout: FrameLayout;
  private run: Run;
  private day = 0;
  private before: Float64Array;
  private after: Float64Array;

  constructor(
    private readonly module: WebAssembly.Module,
    private readonly district: District,
    private readonly scenario: Scenario,
    /** Of what people use: theirs is never that of the twin which runs beside. */
    private readonly seed: number,
    private readonly faults: readonly HiddenFault[],
    /** From when on the faults are there, simulation time of the first day. */
    faultsFrom_s: number,
  ) {
    this.run = this.open(faultsFrom_s);
    this.layout = frameLayout(this.run);
    this.before = advance(this.run).slice();
    this.after = advance(this.run).slice();
  }

  /** All recorded values at an instant that does not lie before the last one asked for. */
  at(time_s: number, into: Float64Array): void {
    const { tick_s } = this.scenario;
    const length_s = tickCount(this.run) * tick_s;
    const day = Math.floor(time_s / length_s);
    if (day !== this.day) {
      this.day = day;
      this.run = this.open(0);
      this.before = advance(this.run).slice();
      this.after = advance(this.run).slice();
    }
    const inDay_s = time_s - day * length_s;
    while (this.run.tick < tickCount(this.run) && (this.run.tick - 1) * tick_s < inDay_s) {
      this.before.set(this.after);
      this.after.set(advance(this.run));
    }
    const part = Math.min(1, Math.max(0, inDay_s / tick_s - (this.run.tick - 2)));
    for (let k = 0; k < into.length; k++) into[k] = this.before[k]! + (this.after[k]! - this.before[k]!) * part;
  }

  private open(at_s: number): Run {
    const changes: Change[] = this.faults
      .filter((fault) => Object.keys(fault.fields).length > 0)
      .map((fault) => ({ at_s, op: "set", target: fault.element, fields: fault.fields, by: "field", why: fault.name }));
    const scenario = { ...this.scenario, changes: [...this.scenario.changes, ...changes] };
    const { run, issues } = openRun(this.module, this.district, scenario, this.seed);
    if (!run) throw new VerbError(issues.map(issueText).join("\n"));
    return run;
  }
}
