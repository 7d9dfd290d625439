import type { WaterNetwork } from "../network";

/** Who gives orders to links. */
export const BY = { CONTROLS: 0, RULES: 1 } as const;
type By = (typeof BY)[keyof typeof BY];

/** No order stands. */
export const NO_ORDER = -1;
/** In `byHand`: somebody set the link; and who has looked at it since. */
const HELD = 1;
const LOOKED = [2, 4] as const;
/** Of a pressure control, which is asked at every solve: it was content since. */
const CONTENT = 8;

/**
 * What a person sets stays set: an order that stands at that moment is not repeated, so that a pump shut by hand does
 * not start again because its tank is still low. The link is in automatic again as soon as an order falls due that did
 * not stand before. EPANET has no hands: without any, every order is given at every step, as there.
 */
export class Hands {
  private readonly byHand: Int32Array;
  private readonly standing: readonly [Int32Array, Int32Array];

  constructor(network: WaterNetwork) {
    const column = (name: string) => network.kernel.column("link", name) as Int32Array;
    this.byHand = column("byHand");
    this.standing = [column("standingControl"), column("standingRule")];
  }

  /** Links that somebody holds; mostly none. */
  held(): readonly number[] {
    const found: number[] = [];
    for (let k = 0; k < this.byHand.length; k++) if (this.byHand[k] !== 0) found.push(k);
    return found;
  }

  isHeld(k: number): boolean {
    return this.byHand[k] !== 0;
  }

  hold(k: number): void {
    this.byHand[k] = HELD;
    for (const orders of this.standing) orders[k] = NO_ORDER;
  }

  release(k: number): void {
    this.byHand[k] = 0;
  }

  /** Whether `order` (a number of its giver's own, or NO_ORDER) is another than stood so far. */
  isNews(by: By, k: number, order: number): boolean {
    return (this.byHand[k]! & LOOKED[by]) === 0 || this.standing[by][k] !== order;
  }

  /** Notes what stands now; true when that frees the link, and the order is to be carried out. */
  look(by: By, k: number, order: number): boolean {
    const isFirst = (this.byHand[k]! & LOOKED[by]) === 0;
    const isNew = !isFirst && order !== NO_ORDER && this.standing[by][k] !== order;
    this.byHand[k]! |= LOOKED[by];
    this.standing[by][k] = order;
    if (isNew) this.byHand[k] = 0;
    return isNew;
  }

  /** A pressure control's say after a solve: true when it falls due anew and frees the link. */
  lookAtPressure(k: number, isDue: boolean): boolean {
    if (!isDue) this.byHand[k]! |= CONTENT;
    else if ((this.byHand[k]! & CONTENT) !== 0) {
      this.byHand[k] = 0;
      return true;
    }
    return false;
  }
}
