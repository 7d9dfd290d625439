import { describe, expect, it } from "vitest";
import { DISTRICTS } from "@/scenarios";
import { affectedBy, answer, graphOf, parseQuery } from "@/sim-core/model/queries";

const graph = graphOf(DISTRICTS.harbourside!());
const ask = (line: string) => {
  const parsed = parseQuery(graph, line);
  if ("error" in parsed) throw new Error(parsed.error);
  return answer(graph, parsed.query);
};
const ids = (line: string) => ask(line).rows.map((row) => row.id);
const said = (line: string) => {
  const parsed = parseQuery(graph, line);
  return "error" in parsed ? parsed.error : "no error";
};

describe("affected-by", () => {
  const effectOn = (lost: string, id: string, service: string) =>
    affectedBy(graph, lost).find((e) => e.id === id && e.service === service);

  it("walks substation -> feeder -> pump -> zone -> people", () => {
    expect(effectOn("PRIMARY-hill", "MV-C4", "power")?.because).toBe("MV-B4");
    expect(effectOn("PRIMARY-hill", "BOOSTER-high-A", "power")).toMatchObject({ effect: "loses", because: "LV-C4" });
    expect(effectOn("PRIMARY-hill", "ZONE-high", "water")).toMatchObject({
      effect: "loses",
      because: "BOOSTER-high-A",
    });
    expect(effectOn("PRIMARY-hill", "B-D4-hospital", "water")).toMatchObject({ effect: "loses", because: "ZONE-high" });
    expect(ask("affected-by PRIMARY-hill").summary[0]).toMatch(
      /power lost: \d+ buildings, 6116 residents; Harbour Hospital/,
    );
  });

  it("shows the people of a zone beside it: 3,892 lose their water with the boosters' bus", () => {
    const { columns, rows } = ask("affected-by LV-C4");
    const zone = rows.find((r) => r.id === "ZONE-high")!;
    expect(zone.cells[columns.indexOf("people")]).toBe(3892);
  });

  it("stops at the open point of a ring: the other half keeps its power", () => {
    expect(effectOn("FEEDER-W4", "MV-D4", "power")?.effect).toBe("loses");
    expect(effectOn("FEEDER-W4", "MV-E4", "power")).toBeUndefined();
  });

  it("tells a zone with a tower left from one without: the works' substation reduces, the booster's loses", () => {
    expect(effectOn("SS-H1", "ZONE-low", "water")?.effect).toBe("reduced");
    expect(effectOn("LV-C4", "ZONE-high", "water")?.effect).toBe("loses");
  });

  it("knows N-1: one of two transformers, one of three regulators, one cable of two cost nobody anything", () => {
    for (const id of ["TX-hill-1", "REGULATOR-1", "MC-quay-H3-1", "CHILLER-2"])
      expect(
        affectedBy(graph, id).filter((e) => e.effect === "loses"),
        id,
      ).toEqual([]);
  });

  it("takes the heat from everybody when the circulation pump's bus is lost", () => {
    expect(effectOn("LV-energy", "HEAT-PLANT", "power")?.effect).toBe("loses");
    expect(effectOn("LV-energy", "B-D4-hospital", "heat")?.effect).toBe("loses");
  });

  it("takes gas from kitchens and engines when the city gate is lost, and leaves power alone", () => {
    expect(effectOn("CITY-GATE", "PEAKER", "gas")?.effect).toBe("loses");
    expect(effectOn("CITY-GATE", "B-A6-home-1", "gas")?.effect).toBe("loses");
    expect(affectedBy(graph, "CITY-GATE").some((e) => e.service === "power")).toBe(false);
  });
});

describe("path, fed-by, serves, find", () => {
  it("leads from the pump over feeder and substation to the hospital", () => {
    expect(ids('path BOOSTER-high-A "Harbour Hospital" via power')).toEqual([
      "BOOSTER-high-A",
      "LV-C4",
      "TX-C4",
      "MV-C4",
      "FEEDER-W4",
      "MV-D4",
      "TX-D4-1",
      "LV-D4",
      "B-D4-hospital",
    ]);
    expect(ids("path BOOSTER-high-A PRIMARY-hill").slice(-2)).toEqual(["FEEDER-W4", "PRIMARY-hill"]);
  });

  it("says what a pump lives from, up to both the grid and the intake", () => {
    const found = ids("fed-by BOOSTER-high-A");
    for (const id of ["LV-C4", "FEEDER-W4", "PRIMARY-hill", "GRID", "ZONE-low", "TOWER", "HIGH-LIFT-1"])
      expect(found).toContain(id);
  });

  it("counts the people behind a booster: 2,224 on the hill", () => {
    expect(ask("serves BOOSTER-hill-A").summary).toContain("2224 residents");
  });

  it("takes a name with blanks as it is where only one element is meant", () => {
    expect(ask("fed-by harbour hospital").rows[0]!.id).toBe("LV-D4");
  });

  it("finds by kind, zone, name and value", () => {
    expect(ids("find use=hospital")).toEqual(["B-D4-hospital"]);
    expect(ids("find kind=tank")).toEqual(["GROUND-STORE", "TOWER"]);
    expect(ids("find kind=transformer ratedPower_VA>=20000000").length).toBe(4);
    expect(ids("find name~fire").length).toBe(1);
    expect(ask("find kind=watrPipe").summary).toEqual([
      "0 of 1194 elements",
      'no kind "watrPipe" in this district (did you mean waterPipe?)',
    ]);
    expect(ask("find diameter_mm=3").summary[1]).toBe(
      'no element has a field "diameter_mm" (did you mean diameter_m?)',
    );
    expect(ask("find zone=NOWHERE").summary[1]).toBe('no zone "NOWHERE" in this district');
    expect(ids('find kind=bus "zone=High pressure zone" baseVoltage_V>1000').length).toBe(16);
    expect(ids("find utility=heat kind=chiller owner!=water").length).toBe(4);
  });

  it.each([
    ["", /which query/],
    ["afected-by X", /unknown query "afected-by".*did you mean affected-by/],
    ["affected-by BOOSTER-high-C", /no element "BOOSTER-high-C" \(did you mean BOOSTER-high-A/],
    ["affected-by", /needs an element, got none/],
    ["affected-by Harbour Hospitl", /no element "Harbour Hospitl" \(did you mean Harbour Hospital/],
    ["path TOWER", /needs two elements, got 1/],
    ["path TOWER GRID via steam", /unknown utility "steam"/],
    ["path TOWER GRID over power", /after two elements path takes/],
    ["find", /at least one filter/],
    ["find bus", /filter "bus": wanted name/],
    ["find diameter_m>=wide", /wants a number in SI, got "wide"/],
  ])("says what is wrong with '%s'", (line, message) => {
    expect(said(line)).toMatch(message);
  });
});
