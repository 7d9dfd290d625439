import type { WaterSchedule } from "../../../model/schedule";
import type { WaterNet } from "../net";
import { WaterNetwork } from "../network";
import { ExtendedPeriod } from "./eps";

/** The file's own run did not get as far as the instant that a study asks about. */
export class NotPlayed extends Error {}

/**
 * A network at an instant: a file's as its controls, rules and tanks have it then, solved; one without a schedule of
 * its own at its start, with the patterns of the instant, to be solved.
 */
export function played(
  module: WebAssembly.Module,
  net: WaterNet,
  schedule: WaterSchedule | null,
  time_s: number,
): WaterNetwork {
  if (!schedule) {
    const network = new WaterNetwork(module, net);
    network.applyProfiles(time_s);
    return network;
  }
  const eps = new ExtendedPeriod(module, net, { ...schedule, duration_s: time_s });
  const { failure } = eps.run(undefined, time_s);
  if (failure !== "") throw new NotPlayed(failure);
  return eps.network;
}
