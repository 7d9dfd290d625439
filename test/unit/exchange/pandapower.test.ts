import { describe, expect, it } from "vitest";
import { isPandapower, readPandapower } from "../../../sim-core/exchange/pandapower";
import { issueText } from "../../../sim-core/model/issue";
import { POWER } from "../../../sim-core/utilities/power";
import { solversModule } from "../../support/module";
import { pandapowerText, SMALL_NET } from "../../support/pandapower";
import { read, solved } from "../../support/solve";

const errors = (text: string) =>
  readPandapower(text, "net.json")
    .issues.filter((i) => i.severity === "error")
    .map(issueText);
/** The small net with one cell changed. */
const changed = (table: string, row: number, cells: Record<string, unknown>) =>
  pandapowerText({ ...SMALL_NET, [table]: SMALL_NET[table]!.map((r, i) => (i === row ? { ...r, ...cells } : r)) });

describe("a pandapower network", () => {
  const { district, issues } = readPandapower(pandapowerText(SMALL_NET), "net.json");
  const field = (id: string, name: string) => district!.elements.find((e) => e.id === id)!.fields[name];

  it("is recognised by its head, with tables in strings or in place, and read to the same", () => {
    expect(isPandapower("net.json", () => pandapowerText(SMALL_NET))).toBe(true);
    expect(isPandapower("net.json", () => '{"bus": []}')).toBe(false);
    expect(readPandapower(pandapowerText(SMALL_NET, false), "net.json").district).toEqual(district);
  });

  it("is taken over in SI: 4 km of two cables side by side, a T transformer at tap -1, loads with their shares", () => {
    expect(field("line 0", "resistance_ohm")).toBeCloseTo(0.6, 12);
    expect(field("line 0", "susceptance_S")).toBeCloseTo(2 * Math.PI * 50 * 250e-9 * 4 * 2, 15);
    expect(field("line 0", "rating_A")).toBeCloseTo(600, 9);
    expect(field("line 1", "isOpenFrom")).toBe(true);
    expect(field("line 2", "isClosed")).toBe(false);
    expect(field("trafo 0", "tap_1")).toBeCloseTo(0.975, 12);
    expect(field("trafo 0", "magnetisingAt")).toBe("middle");
    expect(field("load 0", "active_W")).toBeCloseTo(0.18e6, 6);
    expect([field("load 0", "impedanceShare_1"), field("load 0", "currentShare_1")]).toEqual([0.2, 0.1]);
    expect(field("load 1", "isConnected")).toBe(false);
    expect(field("shunt 0", "reactive_var")).toBeCloseTo(0.2e6, 6);
    expect(field("ext_grid 0", "angle_rad")).toBeCloseTo(Math.PI / 18, 12);
    expect(field("switch 1", "isClosed")).toBe(false);
  });

  it("says what is not taken over", () => {
    expect(issues.map((i) => `${i.severity} ${i.element}`)).toEqual(["warning dcline"]);
  });

  it("solves, and its transformer gives what the T circuit gives by hand, 1e-9", () => {
    const { solver } = POWER.open(solversModule(), {
      ...district!,
      options: { power: { basePower_VA: 1e6, tolerance_1: 1e-11 } },
    });
    expect(solved(solver!).notes).toEqual([{ code: "islandWithoutSource", at: "bus 4", value: 1 }]);
    // hv in per unit of 20 kV over the tap, seen from a lv base of 0.41 kV and 0.4 MVA; magnetising in the middle
    const [v1, v2] = [
      read(solver!, "bus", "voltage_1", "bus 1") / 0.975,
      read(solver!, "bus", "voltage_1", "bus 2") * (0.4 / 0.41),
    ];
    const turn =
      read(solver!, "bus", "angle_rad", "bus 1") - read(solver!, "bus", "angle_rad", "bus 2") - (150 * Math.PI) / 180;
    const z = { re: 0.01425, im: Math.sqrt(0.06 ** 2 - 0.01425 ** 2) };
    const y = { re: 1.35 / 400, im: -Math.sqrt(Math.max(0, 0.003375 ** 2 - (1.35 / 400) ** 2)) };
    type C = { re: number; im: number };
    const times = (a: C, b: C): C => ({ re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re });
    const over = (a: C, b: C): C => {
      const s = b.re * b.re + b.im * b.im;
      return { re: (a.re * b.re + a.im * b.im) / s, im: (a.im * b.re - a.re * b.im) / s };
    };
    const half = { re: z.re / 2, im: z.im / 2 };
    const [a, b] = [
      { re: v1 * Math.cos(turn), im: v1 * Math.sin(turn) },
      { re: v2, im: 0 },
    ];
    // middle: (a + b) / half over 2 / half + y
    const two = over({ re: 2, im: 0 }, half);
    const sum = over({ re: a.re + b.re, im: a.im + b.im }, half);
    const middle = over(sum, { re: two.re + y.re, im: two.im + y.im });
    const current = over({ re: a.re - middle.re, im: a.im - middle.im }, half);
    const power = times(a, { re: current.re, im: -current.im });
    expect(Math.abs(read(solver!, "branch", "powerFrom_W", "trafo 0") / 0.4e6 - power.re)).toBeLessThan(1e-9);
    expect(Math.abs(read(solver!, "branch", "reactiveFrom_var", "trafo 0") / 0.4e6 - power.im)).toBeLessThan(1e-9);
  });

  it("names what is wrong by element and field", () => {
    expect(errors(changed("line", 1, { to_bus: 9 }))[0]).toMatch(/line 1.*to_bus.*9.*the index of a bus/);
    expect(errors(changed("trafo", 0, { sn_mva: -1 }))[0]).toMatch(/trafo 0.*sn_mva.*-1.*above 0/);
    expect(errors(changed("trafo", 0, { vkr_percent: 7 }))[0]).toMatch(/vkr_percent.*at most vk_percent/);
    expect(errors(changed("load", 0, { p_mw: "much" }))[0]).toMatch(/load 0.*p_mw.*much.*a number/);
    expect(errors(changed("bus", 2, { vn_kv: null }))[0]).toMatch(/bus 2.*vn_kv.*nothing/);
    expect(errors(changed("switch", 0, { et: "x" }))[0]).toMatch(/switch 0.*et.*x.*b, l, t or t3/);
    expect(errors(pandapowerText({ ...SMALL_NET, bus: [] }))[0]).toMatch(/at least one bus/);
  });

  it("names the line where the text is no JSON, and says what to do with another one", () => {
    const text = pandapowerText(SMALL_NET);
    expect(errors(text.replace('"f_hz": 50', '"f_hz": fifty'))[0]).toMatch(/net\.json:\d+/);
    expect(errors("{}")[0]).toMatch(/pandapower\.to_json/);
    expect(errors(text.replace('\\"index\\":[0,1,2]', '\\"index\\":[0,1]')).length).toBeGreaterThan(0);
  });
});
