import type { Change } from "./change";

/** Hourly or finer weather, values at the instants start + k * step (interpolated between). */
export interface WeatherSeries {
  readonly source: string;
  /** True when somebody's instrument wrote it; false when a stated model did. Shown to the user. */
  readonly isMeasured: boolean;
  readonly start_s: number;
  readonly step_s: number;
  readonly temperature_K: readonly number[];
  readonly relativeHumidity_1: readonly number[];
  readonly wind_m_s: readonly number[];
  /** Global horizontal, direct normal, diffuse horizontal. */
  readonly global_W_m2: readonly number[];
  readonly direct_W_m2: readonly number[];
  readonly diffuse_W_m2: readonly number[];
}

export interface Scenario {
  readonly format: "crosscurrent-scenario/1";
  readonly id: string;
  readonly name: string;
  readonly story: string;
  /** UTC seconds of tick 0. */
  readonly start_s: number;
  readonly duration_s: number;
  readonly tick_s: number;
  readonly weather: WeatherSeries;
  /** Only "silo" until cross-utility responses exist. */
  readonly policy: "silo" | "coordinated";
  readonly seed: number;
  /** "expected": everybody keeps to the profile, whatever the seed; a prediction, where a day has its own people. */
  readonly people?: "seeded" | "expected";
  readonly changes: readonly Change[];
}
