/**
 * What an exchange file says about time beside the network itself: step lengths, simple controls and rules of one
 * water network. The file's own run (a reference, `solve net.inp`) and the coupled run of a district that came from it
 * both carry them out; a native district takes its steps and rules from the scenario and from `control`.
 */
export interface WaterSchedule {
  readonly duration_s: number;
  readonly hydraulicStep_s: number;
  readonly patternStep_s: number;
  readonly patternStart_s: number;
  readonly reportStep_s: number;
  readonly ruleStep_s: number;
  /** Time of day at which the run starts. */
  readonly startClock_s: number;
  readonly controls: readonly SimpleControl[];
  readonly rules: readonly ConditionRule[];
  /** SI value of one of the file's own units: rule values stand in these, and their tolerances too. */
  readonly units: { readonly flow_m3_s: number; readonly length_m: number; readonly pressure_m: number };
}

/** A rule may order neither status nor setting ("is active"): nothing changes, and orders of less priority wait. */
export interface LinkAction {
  readonly link: string;
  readonly status?: "open" | "closed";
  /** Pump speed or valve setting in SI. */
  readonly setting?: number;
}

/** `LINK P1 OPEN IF NODE T1 BELOW 4`, `... AT TIME 5`, `... AT CLOCKTIME 6 AM`. */
export interface SimpleControl extends LinkAction {
  readonly when:
    | {
        readonly kind: "level";
        readonly node: string;
        readonly side: "above" | "below";
        /** A tank's level above its bottom. */
        readonly level_m: number;
      }
    | {
        readonly kind: "pressure";
        readonly node: string;
        readonly side: "above" | "below";
        /** A junction's pressure as a column of water. */
        readonly pressure_m: number;
      }
    | { readonly kind: "time"; readonly at_s: number }
    | { readonly kind: "clock"; readonly at_s: number };
}

export type RuleVariable =
  | "demand"
  | "head"
  | "level"
  | "pressure"
  | "flow"
  | "status"
  | "setting"
  | "time"
  | "clocktime"
  | "filltime"
  | "draintime";

export interface Premise {
  readonly logic: "if" | "and" | "or";
  readonly object: "node" | "link" | "system";
  readonly id: string;
  readonly variable: RuleVariable;
  readonly relation: "=" | "<>" | "<" | "<=" | ">" | ">=";
  /** For `status`. */
  readonly status?: "open" | "closed" | "active";
  /** For everything else: in the file's own units; seconds for times. */
  readonly value?: number;
}

/** IF ... AND ... OR ... THEN ... ELSE ... PRIORITY. */
export interface ConditionRule {
  readonly name: string;
  readonly priority: number;
  readonly premises: readonly Premise[];
  readonly actions: readonly LinkAction[];
  readonly otherwise: readonly LinkAction[];
}
