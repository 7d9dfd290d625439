import { SPEEDS, useWorkbench } from "../_state/store";

let frame = 0;
let carried_s = 0;
let last_ms = 0;

const lastTick = () => Math.max(0, useWorkbench.getState().received - 1);

export function seek(tick: number): void {
  const { tick: now } = useWorkbench.getState();
  const to = Math.min(lastTick(), Math.max(0, Math.round(tick)));
  carried_s = 0;
  if (to !== now) useWorkbench.setState({ tick: to });
}

export function step(by: number): void {
  pause();
  seek(useWorkbench.getState().tick + by);
}

export function pause(): void {
  cancelAnimationFrame(frame);
  if (useWorkbench.getState().isPlaying) useWorkbench.setState({ isPlaying: false });
}

/** Advances the one cursor by wall time times speed; a slow screen skips ticks rather than falling behind. */
export function play(): void {
  const { history, tick } = useWorkbench.getState();
  if (!history) return;
  if (tick >= history.tickCount - 1) useWorkbench.setState({ tick: 0 });
  useWorkbench.setState({ isPlaying: true });
  last_ms = performance.now();
  carried_s = 0;
  const advance = (now_ms: number) => {
    const s = useWorkbench.getState();
    if (!s.isPlaying || !s.history) return;
    carried_s += Math.max(0, Math.min(1000, now_ms - last_ms)) * 1e-3 * s.speed;
    last_ms = now_ms;
    const ticks = Math.floor(carried_s / s.history.tick_s);
    if (ticks > 0) {
      carried_s -= ticks * s.history.tick_s;
      const to = Math.min(lastTick(), s.tick + ticks);
      if (to !== s.tick) useWorkbench.setState({ tick: to });
      if (to >= s.history.tickCount - 1) {
        pause();
        return;
      }
    }
    frame = requestAnimationFrame(advance);
  };
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(advance);
}

export const togglePlay = () => (useWorkbench.getState().isPlaying ? pause() : play());

export const setSpeed = (speed: number) => useWorkbench.setState({ speed });

export function changeSpeed(by: 1 | -1): void {
  const at = (SPEEDS as readonly number[]).indexOf(useWorkbench.getState().speed);
  setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))]);
}
