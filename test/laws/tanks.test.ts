import { expect, it } from "vitest";
import { readInp } from "../../sim-core/exchange/inp/read";
import { compileWater } from "../../sim-core/utilities/water/compile";
import { tankHead } from "../../sim-core/utilities/water/tanks";
import { smallInp } from "../support/small-inp";

it("a tank with a volume curve stands at its very limits when it is full or empty: one bit inside, and it would never shut", () => {
  for (let i = 0; i < 60; i++) {
    const [least, most] = [0.3 + 0.011 * i, 4.9 + 0.02 * i].map((level) => level.toFixed(3));
    const text = smallInp({
      TANKS: `T 72.86 4.6 ${least} ${most} 7.6 0 CT NO`,
      CURVES: "C 40 80\nCT 0 0\nCT 0.7 280\nCT 1.6 298\nCT 3.2 938\nCT 4.5 964\nCT 6.5 1004",
      OPTIONS: "Units LPS\nHeadloss H-W",
    });
    const tank = compileWater(readInp(text, "tank.inp").district!).net!.tanks[0]!;
    expect(tankHead(tank, tank.maxVolume_k)).toBe(tank.maxHead_k);
    expect(tankHead(tank, tank.minVolume_k)).toBe(tank.minHead_k);
  }
});
