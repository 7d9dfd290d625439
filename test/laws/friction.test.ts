import { describe, expect, it } from "vitest";
import {
  colebrook,
  FRICTION_CHURCHILL,
  FRICTION_COLEBROOK,
  FRICTION_NIKURADSE_GAS,
  FRICTION_NIKURADSE_LIQUID,
  FRICTION_SWAMEE_JAIN,
  friction,
  frictionSlope,
  nikuradseRough,
} from "../../assembly/hydraulic/laws/friction";
import { compressorPower_W, meanPressure_Pa } from "../../assembly/hydraulic/laws/gas";

const REYNOLDS = [0.01, 0.5, 3, 20, 100, 640, 2300, 4000, 1e4, 1e5, 1e6, 1e8];
const ROUGHNESS = [1e-6, 1e-4, 2e-3, 0.04];

/** Colebrook's root by bisection, with the host's logarithm: another way to the same number. */
function colebrookByBisection(re: number, k: number): number {
  const f = (y: number) => y + 2 * Math.log10((2.51 * y) / re + k / 3.71);
  let [low, high] = [1e-12, 100];
  for (let i = 0; i < 200; i++) {
    const mid = 0.5 * (low + high);
    if (f(mid) > 0) high = mid;
    else low = mid;
  }
  return 1 / (low * low);
}

describe("friction", () => {
  it("Colebrook meets a bisection of its equation to 1e-12 from Re 0.01 to 1e8", () => {
    for (const re of REYNOLDS) {
      for (const k of ROUGHNESS) {
        const lambda = colebrook(re, k) / (re * re);
        expect(Math.abs(lambda / colebrookByBisection(re, k) - 1), `Re ${re}, k/D ${k}`).toBeLessThan(1e-12);
      }
    }
  });

  it("Nikuradse is 64/Re plus the rough term, to 1e-15: gas (2 lg(D/k) + 1.14)^-2, liquid (2 lg(3.71 D/k))^-2", () => {
    for (const k of ROUGHNESS) {
      const gas = 1 / (2 * Math.log10(1 / k) + 1.14) ** 2;
      const liquid = 1 / (2 * Math.log10(3.71 / k)) ** 2;
      for (const re of REYNOLDS) {
        const law = (number: number) => friction(number, re, nikuradseRough(number, k)) / (re * re);
        expect(Math.abs(law(FRICTION_NIKURADSE_GAS) / (64 / re + gas) - 1)).toBeLessThan(2e-15);
        expect(Math.abs(law(FRICTION_NIKURADSE_LIQUID) / (64 / re + liquid) - 1)).toBeLessThan(2e-15);
      }
    }
  });

  it("Churchill is 64/Re below Re 500 to 1e-6 and within 2 % of Colebrook above Re 1e5", () => {
    for (const k of [1e-5, 1e-3]) {
      for (const re of [1, 12, 100, 500]) {
        expect(Math.abs(friction(FRICTION_CHURCHILL, re, k) / (64 * re) - 1)).toBeLessThan(1e-6);
      }
      for (const re of [1e5, 1e6, 1e7]) {
        const [a, b] = [friction(FRICTION_CHURCHILL, re, k), friction(FRICTION_COLEBROOK, re, k)];
        expect(Math.abs(a / b - 1), `Re ${re}`).toBeLessThan(0.02);
      }
    }
  });

  it("Swamee-Jain is within 3 % of Colebrook from Re 5e3 to 1e8", () => {
    for (const re of [5e3, 1e4, 1e6, 1e8]) {
      for (const k of [1e-6, 1e-4, 1e-2]) {
        const [a, b] = [friction(FRICTION_SWAMEE_JAIN, re, k), friction(FRICTION_COLEBROOK, re, k)];
        expect(Math.abs(a / b - 1), `Re ${re}, k/D ${k}`).toBeLessThan(0.03);
      }
    }
  });

  it("every law is odd and rising, its slope the central difference to 1e-6, and finite at rest", () => {
    for (let law = FRICTION_NIKURADSE_GAS; law <= FRICTION_CHURCHILL; law++) {
      for (const k of ROUGHNESS) {
        const rough = law <= FRICTION_NIKURADSE_LIQUID ? nikuradseRough(law, k) : k;
        for (const re of REYNOLDS) {
          const h = 1e-5 * re;
          const difference = (friction(law, re + h, rough) - friction(law, re - h, rough)) / (2 * h);
          const f = friction(law, re, rough);
          const slope = frictionSlope();
          expect(friction(law, -re, rough)).toBe(-f);
          expect(frictionSlope()).toBe(slope);
          expect(slope).toBeGreaterThan(0);
          expect(Math.abs(slope / difference - 1), `law ${law}, Re ${re}, k/D ${k}`).toBeLessThan(1e-6);
        }
        expect(friction(law, 0, rough)).toBe(0);
        expect(frictionSlope()).toBeGreaterThan(0);
        expect(frictionSlope()).toBeLessThan(1e5);
      }
    }
  });

  it("Colebrook without a laminar branch keeps a dry friction of (2.51/(1 - k/3.71 D))^2 as Re goes to 0", () => {
    for (const k of ROUGHNESS) {
      const rest = (2.51 / (1 - k / 3.71)) ** 2;
      expect(Math.abs(colebrook(2e-3, k) / rest - 1)).toBeLessThan(5e-3);
      expect(colebrook(1e-9, k)).toBeLessThan(1e-5);
    }
  });
});

describe("gas laws", () => {
  it("mean pressure is 2/3 (P1^3 - P2^3)/(P1^2 - P2^2) to 1e-12, and P where both ends are equal", () => {
    for (const [a, b] of [
      [3e5, 1e5],
      [1.2e5, 1.1e5],
      [1e5, 8e6],
    ] as const) {
      const textbook = ((2 / 3) * (a ** 3 - b ** 3)) / (a ** 2 - b ** 2);
      expect(Math.abs(meanPressure_Pa(a, b) / textbook - 1)).toBeLessThan(1e-12);
    }
    expect(meanPressure_Pa(2e5, 2e5)).toBeCloseTo(2e5, 9);
  });

  it("isothermal limit: compressor power goes to m Z Rs T ln(r) as kappa goes to 1, to 1e-4", () => {
    const [m, z, rsT, r] = [0.7, 1.02, 1.2e6, 1.4];
    const kappa = 1 + 1e-5;
    const power = compressorPower_W(m, z, rsT, kappa, r ** ((kappa - 1) / kappa));
    expect(Math.abs(power / (m * z * rsT * Math.log(r)) - 1)).toBeLessThan(1e-4);
  });
});
