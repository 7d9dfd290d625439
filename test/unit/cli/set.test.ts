import { describe, expect, it } from "vitest";
import { DISTRICTS, SCENARIOS } from "@/scenarios";
import { parseArgs } from "@/sim-core/cli/args";
import { instantOf, readChanges, tickOf } from "@/sim-core/cli/set";

const district = DISTRICTS.harbourside!();
const scenario = SCENARIOS.heatwave!();
const read = (text: string, from_s = 0) => readChanges([text], district, scenario, from_s)[0];

describe("--set and --at", () => {
  it("--set may be given twice and keeps its order", () => {
    const { flags } = parseArgs(["--set", "a", "--set=b"], [], { set: { type: "texts", meaning: "" } });
    expect(flags.set).toEqual(["a", "b"]);
  });

  it("13:40 is tick 164 of a day that begins at 00:00 local time, and 164 is the same", () => {
    expect(tickOf(district, scenario, "13:40", "--at")).toBe(164);
    expect(tickOf(district, scenario, "164", "--at")).toBe(164);
    expect(instantOf(district, scenario, "13:40:30", "--at")).toBe(164 * 300 + 30);
  });

  it("a value is true, a number or a word, at the branch's instant unless told", () => {
    expect(read("TX-quay-2.isClosed=false@13:40")).toMatchObject({ at_s: 49_200, fields: { isClosed: false } });
    expect(read("TX-quay-2.tap_1=1.0125", 600)).toMatchObject({ at_s: 600, fields: { tap_1: 1.0125 } });
  });

  it.each([
    ["TX-quay-22.isClosed=false", "did you mean TX-quay-2?"],
    ["TX-quay-2.isClosd=false", "did you mean isClosed?"],
    ["TX-quay-2.tap_1=99", "got 99, wanted 0.2 to 5"],
    ["TX-quay-2.tap_1=much", "got much, wanted a number"],
    ["TX-quay-2.tap_1=", "wanted a number"],
    ["TX-quay-2.isClosed=maybe", "wanted true or false"],
    ["TX-quay-2.isClosed=false@24:00", "no time of day"],
    ["TX-quay-2.isClosed=false@noon", "wants a time of day"],
    ["TX-quay-2", "wants ELEMENT.field=value"],
    ["SITE-works.x=1", "wanted"],
  ])("%s is refused: %s", (text, why) => {
    expect(() => read(text)).toThrow(why);
  });

  it("13:42 is no tick, and the two around it are named", () => {
    expect(() => tickOf(district, scenario, "13:42", "--at")).toThrow("13:40 or 13:45");
    expect(() => tickOf(district, scenario, "288", "--at")).toThrow("its last tick is 287");
  });
});
