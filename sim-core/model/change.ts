import type { ElementId, FieldValue, OwnerId } from "./element";

/**
 * Some elements take new values, come or go, at an instant: a scenario event, a utility's own rule firing,
 * a playbook step, an operator's action, an investment option and a what-if edit are all Changes.
 * Order at the same instant: (at_s, priority, sequence in the list).
 */
export interface Change {
  /** Simulation time: seconds since the scenario's start. Before 0 means before the run is compiled. */
  readonly at_s: number;
  readonly op: "set" | "scale" | "add" | "remove";
  readonly target: ElementId;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly by: OwnerId;
  readonly why: string;
  readonly priority?: number;
}
