import {
  type Feed,
  type FrameLayout,
  isOwnTag,
  LiveFrames,
  LiveState,
  QUALITY,
  type Sample,
  type Scenario,
  scenarioFromLive,
} from "@/sim-core";
import { History } from "../_state/history";
import { type LiveRow, type LiveView, NOT_LIVE, useLive } from "../_state/live";
import { NO_RUN, useWorkbench, type WorkbenchState } from "../_state/store";
import { chartTags } from "./charts";
import type { TagSeries } from "./live-compare";
import { BesideDesk } from "./live-desk";
import { samplesOf } from "./live-values";
import { thePool } from "./pool";
import { pause } from "./time";
import { colourFirst } from "./view";

const TICK_S = 10;
const BACK_MIN = 60;
const WINDOW_S = 4 * 3600;
export const LIVE_ID = "live";
const ASK_EVERY_ms = 1000;
const MOST_EARLY = 400_000;
/** The hour that the server has kept comes in one go: a twin is begun when it is there. */
const SETTLE_ms = 2000;

type Before = Pick<
  WorkbenchState,
  "run" | "history" | "received" | "events" | "tick" | "scenarios" | "scenarioId" | "shown" | "view" | "charts"
>;
/** What following the field holds; closed as one. */
interface Following {
  readonly before: Before;
  readonly end: () => void;
  /** Begins the twin beside the field; with `anew` from what is live now. */
  readonly compare: (anew: boolean) => void;
  readonly desk: BesideDesk;
}
let following: Following | null = null;

/** Flips the switch: the same panels, charts and colours now show the field; with `compare`, its prediction beside it. */
export async function goLive(mode: "live" | "compare" = "live", kept: BesideDesk | null = null): Promise<void> {
  const s = useWorkbench.getState();
  const now = useLive.getState().mode;
  if (now === mode || !s.atlas) return;
  if (now !== "simulated") {
    useLive.setState({ mode, isListOpen: false });
    if (mode === "compare") following?.compare(false);
    else following?.desk.close();
    return;
  }
  pause();
  useLive.setState({ ...NOT_LIVE, mode, doing: "Reading the district's columns" });
  setLink("waiting");
  try {
    const layout = s.history?.layout ?? (await layoutOf(s));
    if (useLive.getState().mode === "simulated") return;
    const { run, history, received, events, tick, scenarios, scenarioId, shown, view, charts } =
      useWorkbench.getState();
    follow(layout, { run, history, received, events, tick, scenarios, scenarioId, shown, view, charts }, kept);
    if (mode === "compare" && !kept) following?.compare(false);
  } catch (error) {
    useLive.setState({ ...NOT_LIVE, error: error instanceof Error ? error.message : String(error) });
  }
}

/** Back to what was shown before. */
export function goSimulated(): void {
  const { before } = following ?? {};
  stopFollowing();
  if (!before) return;
  // the run went on meanwhile
  const v = useWorkbench.getState().variants.find((x) => x.id === before.shown);
  const now = v && { run: v.run, history: v.history, received: v.history?.received ?? 0, events: v.events };
  useWorkbench.setState({ ...before, ...now, isPlaying: false });
}

/** The demo field and its bridge, or a bridge on the user's own configuration; and an end to both. */
export async function askServer(wish: "startDemo" | "startBridge" | "stop"): Promise<void> {
  useLive.setState({ doing: wish === "startDemo" ? "Starting the demo field" : "", error: "" });
  const response = await fetch("/api/telemetry", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ do: wish }),
  }).catch(() => null);
  const answer = await response?.json().catch(() => null);
  useLive.setState({ doing: "", error: response?.ok ? "" : (answer?.error?.message ?? "the server does not answer") });
}

/** Whoever waits for a field is asked how there may be one; the question goes when it comes, or when it is closed. */
function setLink(link: LiveView["link"]): void {
  const { link: before, isListOpen } = useLive.getState();
  if (link === before) return;
  useLive.setState({ link, isListOpen: link === "waiting" || (before !== "waiting" && isListOpen) });
}

export const showLiveList = (isListOpen: boolean) => useLive.setState({ isListOpen });

/** Another twin, begun from what is live now: what departed until now departs no more. */
export const beginAnew = () => following?.compare(true);
/** Alarms were looked at and understood: their sums begin at 0 again. */
export const acknowledgeDepartures = () => following?.desk.acknowledge();
export const chartTag = (charted: string) => useLive.setState({ charted });
export const seriesOf = (tag: string): TagSeries | null => following?.desk.series(tag) ?? null;

/** The story whose profiles and weather stand for those of a day of the field. */
export const baseOf = (scenarios: readonly Scenario[]) => scenarios.find((x) => x.id === "normal-day") ?? scenarios[0];

function stopFollowing(keepsDesk = false): void {
  following?.end();
  if (!keepsDesk) following?.desk.close();
  following = null;
  useLive.setState(NOT_LIVE);
  const { scenarios } = useWorkbench.getState();
  useWorkbench.setState({ scenarios: scenarios.filter((x) => x.id !== LIVE_ID) });
}

/** Which column and row every value has: a run of one tick tells. */
async function layoutOf(s: WorkbenchState): Promise<FrameLayout> {
  const [scenario] = s.scenarios;
  let layout: FrameLayout | undefined;
  const onLayout = (told: FrameLayout) => {
    layout = told;
  };
  const job = { kind: "run", district: s.atlas!.district, scenario, seed: 1, ticks: 1, frames: "display" } as const;
  const outcome = await thePool().submit(job, { onLayout }).outcome;
  if (!layout) throw new Error(outcome.ok ? "the district has no columns" : outcome.text);
  return layout;
}

function follow(layout: FrameLayout, before: Before, kept: BesideDesk | null): void {
  const { district } = useWorkbench.getState().atlas!;
  const start_s = Math.floor(Date.now() / 1000 / TICK_S) * TICK_S - BACK_MIN * 60;
  const ticks = WINDOW_S / TICK_S;
  const history = new History(layout, ticks, TICK_S, start_s);
  const frames = new LiveFrames(layout, district.tags, TICK_S, ticks);
  const base = baseOf(before.scenarios)!;
  const clock = { ...base, tick_s: TICK_S };
  const { scenario } = scenarioFromLive(district, clock, { from_s: start_s, to_s: start_s + WINDOW_S }, []);
  const shown = { ...scenario!, id: LIVE_ID, name: "Live field", story: "What the field says, as it comes." };
  useWorkbench.setState({
    ...{ history, received: 0, tick: 0, events: [], scenarioId: LIVE_ID, isPlaying: false },
    scenarios: [...before.scenarios, shown],
    run: { ...NO_RUN, phase: "finished", share_1: 1, source: "live" },
    // no run is on screen: nothing to branch from, nothing to compare, no books
    ...{ shown: null, draft: null, compared: null },
    view: before.view === "table" ? "table" : "twin",
  });
  colourFirst();
  chartTags(district.tags);

  const desk = kept ?? new BesideDesk(district, layout, base);
  desk.layOn({ start_s, tick_s: TICK_S });
  /** Good values of the hour that the server had kept and of what came since: what a twin is begun from and held against. */
  const early: Sample[] = [];
  /** How a twin is to be begun as soon as there is something to begin it from. */
  let wish: { readonly anew: boolean; readonly from_ms: number } | null = null;
  const compare = (anew: boolean) => {
    desk.close();
    wish = { anew, from_ms: Date.now() };
  };

  let state = new LiveState(new Map());
  const stale = new Set<number>();
  const source = new EventSource(`/api/telemetry/stream?minutes=${BACK_MIN}`);
  source.addEventListener("hello", (event) => {
    const { feeds, isFed } = JSON.parse(event.data) as { feeds: readonly Feed[]; isFed: boolean };
    const next = new LiveState(new Map(feeds.map((f) => [f.tag, f])));
    for (const tag of state.tags()) next.take(state.newest(tag)!, Date.now());
    state = next;
    setLink(isFed ? "following" : "waiting");
    useLive.setState({ doing: "" });
  });
  source.addEventListener("values", (event) => {
    for (const sample of samplesOf(event.data)) {
      state.take(sample, Date.now());
      frames.take(sample);
      stale.add(frames.tickOf(sample.source_ms));
      if (isOwnTag(sample.tag) || sample.quality !== "good") continue;
      desk.take(sample);
      early.push(sample);
    }
    if (useLive.getState().link !== "following") useLive.setState({ doing: "" });
    setLink("following");
  });
  source.addEventListener("gap", (event) => {
    const { from, to } = JSON.parse(event.data) as { from: number; to: number };
    useLive.setState({ missed: useLive.getState().missed + to - from + 1 });
  });
  source.onerror = () => setLink("lost"); // it comes back by itself, with the last id it saw

  const nothing = new Float64Array(layout.length).fill(Number.NaN);
  const put = (row: number, values: Float64Array) =>
    history.take({ firstTick: row, tickCount: 1, values: Float32Array.from(values) });

  /** Once a second: Frames that changed go into the history, ages grow, and the cursor goes along if it was at the end. */
  const turn = () => {
    const now_ms = Date.now();
    const first = start_s / TICK_S;
    for (const tick of stale) {
      const frame = frames.at(tick);
      const row = tick - first;
      if (frame && row >= 0 && row < history.received) put(row, frame.values);
    }
    stale.clear();
    early.splice(0, Math.max(0, early.length - MOST_EARLY));
    const stood = standing(state, now_ms);
    if (wish && early.length > 0 && now_ms - wish.from_ms > SETTLE_ms) {
      desk.begin(early, wish.anew).catch((error) => useLive.setState({ error: String(error) }));
      wish = null;
    }
    if (desk.isOpen && !desk.isRunning(now_ms / 1000)) compare(true);
    desk.turn(now_ms / 1000, stood.rows);
    // the step that is not over yet has not heard from everybody: shown is the last whole one
    const whole = Math.min(ticks, Math.floor(now_ms / 1000 / TICK_S) - first + 1);
    const s = useWorkbench.getState();
    const isAtEnd = s.tick >= s.received - 1;
    // a step of which nothing was heard is a gap, and stands as one
    for (let row = history.received; row < whole; row++) put(row, frames.at(first + row)?.values ?? nothing);
    useWorkbench.setState({ received: whole, ...(isAtEnd ? { tick: Math.max(0, whole - 1) } : {}) });
    useLive.setState(stood);
    if (whole >= ticks) {
      const { mode } = useLive.getState();
      const { charts } = useWorkbench.getState();
      stopFollowing(true);
      useWorkbench.setState(before);
      // the window is full: a new one, with the last hour in it; the twin goes on as it was
      if (mode !== "simulated")
        void goLive(mode, mode === "compare" ? desk : null).then(() => useWorkbench.setState({ charts }));
    }
  };
  const timer = setInterval(turn, ASK_EVERY_ms);
  // a run that is started from here takes the screen
  const unwatch = useWorkbench.subscribe(
    (s) => s.run.source,
    (now) => now !== "live" && following?.end === end && stopFollowing(),
  );
  const end = () => {
    clearInterval(timer);
    unwatch();
    source.close();
  };
  following = { before, end, compare, desk };
  setLink("waiting");
  useLive.setState({ doing: "" });
}

function standing(state: LiveState, now_ms: number) {
  const rows: LiveRow[] = [...state.feeds.values()].map(({ tag, source }) => ({
    tag,
    source,
    ...state.at(tag, now_ms),
  }));
  const rank = (row: LiveRow) => QUALITY.indexOf(row.quality);
  rows.sort((a, b) => rank(b) - rank(a) || (a.tag < b.tag ? -1 : 1));
  const counts = { good: 0, uncertain: 0, bad: 0 };
  let age_s = Number.NaN;
  for (const row of rows) {
    counts[row.quality]++;
    if (!(age_s <= row.age_s)) age_s = row.age_s;
  }
  const sources = [...new Set(rows.map((row) => row.source))].sort();
  return { rows, counts, age_s, sources };
}
