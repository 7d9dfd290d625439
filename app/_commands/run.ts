import { NO_EDITS } from "@/sim-core";
import { NO_RUN, scenarioOf, useWorkbench } from "../_state/store";
import { simulate } from "./simulate";
import { pause } from "./time";
import { addVariant, dropVariant, newId, running, show } from "./variants";

export function chooseScenario(id: string): void {
  const scenario = useWorkbench.getState().scenarios.find((s) => s.id === id);
  if (scenario) useWorkbench.setState({ scenarioId: id, seed: scenario.seed });
}

export function chooseSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) useWorkbench.setState({ seed });
}

export function cancelRun(): void {
  running.get(useWorkbench.getState().shown ?? "")?.handle?.cancel();
}

/** Submits the chosen scenario to the pool as a run of its own; the same one without branches makes room for it. */
export async function startRun(): Promise<void> {
  const s = useWorkbench.getState();
  const scenario = scenarioOf(s);
  if (!s.atlas || !scenario) return;
  pause();
  const { district } = s.atlas;
  const id = newId();
  const name = s.seed === scenario.seed ? scenario.name : `${scenario.name}, seed ${s.seed}`;
  const same = s.variants.filter(
    (v) =>
      v.parent === null &&
      (v.name === name || v.run.phase === "cancelled" || v.run.phase === "failed") &&
      !s.variants.some((x) => x.parent === v.id),
  );
  addVariant({
    ...{ id, name, parent: null, atTick: 0, edits: NO_EDITS, district, scenario, seed: s.seed },
    ...{ history: null, events: [], run: { ...NO_RUN, phase: "preparing" }, shared: 0, keptId: null },
  });
  useWorkbench.setState({ tick: 0 });
  show(id);
  for (const v of same) dropVariant(v.id);
  await simulate(id, 0);
}
