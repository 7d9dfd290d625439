import type { OutageRow } from "@/sim-core";
import { type OutagePanel, useWorkbench } from "../_state/store";
import { frameAt } from "../_state/values-at";
import { thePool } from "./pool";

let serial = 0;

/** Takes every branch of the grid on screen out in turn, as it stands at the cursor; rows arrive as they are found. */
export async function studyOutages(): Promise<void> {
  const { atlas, history, tick, received } = useWorkbench.getState();
  if (!atlas) return;
  const own = ++serial;
  const values = history && tick < received ? frameAt(history, tick) : null;
  const at = values && history ? { layout: history.layout, values } : null;
  const begun: OutagePanel = { ...{ rows: [], tick: at ? tick : null, isBusy: true }, failure: "", branches: 0 };
  const patch = (part: Partial<OutagePanel>) => {
    const { outages } = useWorkbench.getState();
    if (own === serial && outages) useWorkbench.setState({ outages: { ...outages, ...part } });
  };
  useWorkbench.setState({ outages: begun });
  let rows: readonly OutageRow[] = [];
  try {
    const study = await thePool().ask("outages", { district: atlas.district, at }, (part) => {
      rows = [...rows, ...part];
      patch({ rows });
    });
    patch({ isBusy: false, failure: study.failure, branches: study.branches });
  } catch (error) {
    patch({ isBusy: false, failure: error instanceof Error ? error.message : String(error) });
  }
}
