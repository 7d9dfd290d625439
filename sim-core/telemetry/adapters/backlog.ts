const EVERY_ms = 100;
/** So many quiet answers in a row: a broker may answer a first ping before it begins with its queue. */
const QUIET = 2;
/** Where messages never stop coming, nothing can be told from a backlog for longer than this. */
const MOST_ms = 30_000;

/**
 * Whether messages that come now may have waited at the broker while nobody listened: from the moment a kept session is
 * taken up again until its queue is empty. MQTT does not mark them, and a value without a source time has then no known
 * age. The end is found with pings. Everything was acknowledged when the ping left, so the broker may have as many
 * messages under way as it ever had: W, at least as many as were seen unacknowledged at once. Were W or more left in its
 * queue, it would have sent W of them before it came to the ping. So when fewer came before the answer, the queue is empty.
 */
export class Backlog {
  private since_ms = Number.NaN;
  private timer: NodeJS.Timeout | undefined;
  private isAsked = false;
  private came = 0;
  private quiet = 0;
  /** Most that were seen under way at once; one at least fits. */
  private widest = 1;

  constructor(
    private readonly ping: () => void,
    /** Messages that came and are not acknowledged. */
    private readonly unacknowledged: () => number,
  ) {}

  get isComing(): boolean {
    return !Number.isNaN(this.since_ms);
  }
  begin(): void {
    this.end();
    this.since_ms = Date.now();
    this.widest = 1;
    this.timer = setInterval(() => this.ask(), EVERY_ms);
    this.timer.unref();
  }
  end(): void {
    clearInterval(this.timer);
    this.since_ms = Number.NaN;
    this.isAsked = false;
    this.quiet = 0;
  }
  message(): void {
    this.came++;
    this.widest = Math.max(this.widest, this.unacknowledged() + 1);
  }
  pong(): void {
    if (!this.isAsked) return;
    this.isAsked = false;
    this.quiet = this.came < this.widest ? this.quiet + 1 : 0;
    if (this.quiet >= QUIET) this.end();
  }

  private ask(): void {
    if (Date.now() - this.since_ms > MOST_ms) this.end();
    if (!this.isComing || this.isAsked || this.unacknowledged() > 0) return;
    this.isAsked = true;
    this.came = 0;
    this.ping();
  }
}
