import type { LedgerSummary } from "../couple/ledger";
import type { SettledDevice } from "../couple/settleLog";
import type { ServiceSummary } from "../derive/service";
import type { Utility } from "../model/element";
import type { RunEvent } from "../record/event";
import type { Outage, Recovery } from "./outage";

export interface SettleSummary {
  readonly maxIterations: number;
  readonly worstResidual: number;
  readonly worstDevice: string;
  /** Elements whose ports moved more than once or were left unsettled, worst first, at most 20. */
  readonly devices: readonly SettledDevice[];
  /** How often each network was solved. */
  readonly solves: Readonly<Record<Utility, number>>;
}

export interface RunResult {
  readonly scenario: string;
  readonly district: string;
  readonly seed: number;
  readonly elements: number;
  readonly ticks: number;
  /** First tick to last Frame, controls, recording, crossings and digest included; loading and compiling apart. */
  readonly wall_ms: number;
  readonly compile_ms: number;
  /** Wall time by part of the step: profiles, controls, water, power, gas, heat, devices, record, digest. */
  readonly phases_ms: Readonly<Record<string, number>>;
  readonly realtimeFactor: number;
  readonly digest: string;
  readonly events: readonly RunEvent[];
  readonly settle: SettleSummary;
  /** What came in, went out, was stored and lost, by carrier, and how well that closes. */
  readonly ledger: LedgerSummary;
  /** Continuity of electricity supply, of the district and by feeder. */
  readonly service: ServiceSummary;
  /** True only when every tick solved and settled. */
  readonly isValid: boolean;
  readonly failures: readonly { readonly tick: number; readonly text: string }[];
  /** Ticks at which a utility's figures are not its model's, because its solver broke. */
  readonly outages: readonly Outage[];
  /** Solvers that broke and were opened anew without loss. */
  readonly recoveries: readonly Recovery[];
}
