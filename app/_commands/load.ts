import { DISTRICTS, SCENARIOS } from "@/sim-core";
import { buildAtlas } from "../_state/atlas";
import { useWorkbench } from "../_state/store";
import { putOnScreen } from "./open";

/** Builds the shipped district and lists its stories; after the first paint, so that the page is there at once. */
export async function loadDistrict(id: string): Promise<void> {
  useWorkbench.setState({ loading: "Building the district", loadError: null });
  await new Promise((done) => setTimeout(done, 0));
  try {
    const build = DISTRICTS[id];
    if (!build) throw new Error(`No district is called ${id}.`);
    const atlas = buildAtlas(build());
    const scenarios = Object.values(SCENARIOS).map((make) => make());
    // back from a file without places, which stood as a table; on the first visit what the reader chose while it was
    // being built stands
    const { atlas: before, view, hasWebGL } = useWorkbench.getState();
    putOnScreen(atlas, scenarios, before && hasWebGL && view === "table" ? "twin" : view);
    useWorkbench.setState({ loading: null, imported: null, report: null });
  } catch (error) {
    useWorkbench.setState({ loading: null, loadError: error instanceof Error ? error.message : String(error) });
  }
}
