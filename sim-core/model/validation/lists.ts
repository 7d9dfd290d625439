import type { District } from "../district";
import type { Issue } from "../issue";
import { didYouMean } from "../nearest";

type Add = (code: string, element: string | undefined, field: string, got: string, want: string, hint?: string) => void;

/** Everything of a district but its elements: place, clock, owners, profiles, curves, tags, rules, limits. */
export function checkLists(district: District, ids: ReadonlySet<string>, issues: Issue[]): void {
  const add: Add = (code, element, field, got, want, hint) =>
    issues.push({ severity: "error", code, element, field, got, want, hint });
  checkPlace(district, add);
  const owners = new Set(district.owners.map((o) => o.id));
  const known = (id: string, element: string, field: string, list: ReadonlySet<string>, want: string) => {
    if (!list.has(id)) add("unknownId", element, field, id, want, didYouMean(id, list));
  };
  once(
    district.profiles.map((p) => p.id),
    "profiles",
    add,
  );
  once(
    district.curves.map((c) => c.id),
    "curves",
    add,
  );
  once(
    district.tags.map((t) => t.id),
    "tags",
    add,
  );
  once(
    district.rules.map((r) => r.id),
    "rules",
    add,
  );
  once(
    district.limits.map((l) => l.id),
    "limits",
    add,
  );
  for (const profile of district.profiles) {
    if (!(profile.step_s > 0)) add("badProfile", profile.id, "step_s", String(profile.step_s), "> 0");
    if (profile.values.length === 0) add("badProfile", profile.id, "values", "none", "at least one");
    const bad = profile.values.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0) add("badProfile", profile.id, `values[${bad}]`, String(profile.values[bad]), "a finite number");
  }
  for (const curve of district.curves) {
    if (curve.x.length !== curve.y.length || curve.x.length === 0)
      add("badCurve", curve.id, "x, y", `${curve.x.length} and ${curve.y.length} values`, "equally many, at least one");
    const falls = curve.x.findIndex((x, k) => k > 0 && !(x > curve.x[k - 1]!));
    if (falls > 0)
      add("badCurve", curve.id, `x[${falls}]`, `${curve.x[falls]} after ${curve.x[falls - 1]}`, "x rising");
  }
  for (const tag of district.tags) {
    known(tag.element, tag.id, "element", ids, "the id of an element");
    known(tag.owner, tag.id, "owner", owners, "the id of an owner");
  }
  for (const rule of district.rules) {
    known(rule.target, rule.id, "target", ids, "the id of an element");
    known(rule.owner, rule.id, "owner", owners, "the id of an owner");
  }
  for (const limit of district.limits) {
    known(limit.element, limit.id, "element", ids, "the id of an element");
    if (!Number.isFinite(limit.value)) add("badLimit", limit.id, "value", String(limit.value), "a finite number");
    if (!(limit.hysteresis >= 0)) add("badLimit", limit.id, "hysteresis", String(limit.hysteresis), ">= 0");
    if (!(limit.minDuration_s >= 0)) add("badLimit", limit.id, "minDuration_s", String(limit.minDuration_s), ">= 0");
  }
}

function checkPlace(district: District, add: Add): void {
  const { latitude_deg, longitude_deg } = district.origin;
  if (!(Math.abs(latitude_deg) <= 90))
    add("badOrigin", undefined, "origin.latitude_deg", String(latitude_deg), "-90 to 90");
  if (!(Math.abs(longitude_deg) <= 180))
    add("badOrigin", undefined, "origin.longitude_deg", String(longitude_deg), "-180 to 180");
  district.utcOffsets.forEach((offset, k) => {
    if (!(Math.abs(offset.offset_s) <= 14 * 3600))
      add(
        "badOffset",
        undefined,
        `utcOffsets[${k}].offset_s`,
        String(offset.offset_s),
        "-50400 to 50400",
        "in seconds",
      );
    if (k > 0 && !(offset.from_s > district.utcOffsets[k - 1]!.from_s))
      add("badOffset", undefined, `utcOffsets[${k}].from_s`, String(offset.from_s), "later than the one before");
  });
  once(
    district.owners.map((o) => o.id),
    "owners",
    add,
  );
}

function once(ids: readonly string[], field: string, add: Add): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) add("duplicateId", id, field, "the same id twice", "unique ids");
    seen.add(id);
  }
}
