import { cos } from "../../../assembly/core/elementary";
import type { District } from "../../model/district";
import type { Element, Point } from "../../model/element";

/** Values of one instant by element id, each under its name with unit (`pressure_Pa`); NaN is left out. */
export type ElementValues = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** Mean radius of the Earth, IUGG: metres of one radian of latitude. */
const EARTH_M = 6_371_008.8;
const DEGREE = Math.PI / 180;

/**
 * A district as GeoJSON: nodes and things as points, pipes as lines, buildings as polygons, with fields and results as
 * properties. With an origin that is a place on Earth, coordinates are longitude and latitude (RFC 7946); a network
 * file has plane coordinates of its own, which stay as they are, and `coordinates` says so.
 */
export function geoJsonOf(
  district: District,
  values: ElementValues = new Map(),
): { text: string; withoutPlace: number } {
  const { latitude_deg, longitude_deg } = district.origin;
  const isPlane = latitude_deg === 0 && longitude_deg === 0;
  // One degree of longitude at the origin: a district is small, so one factor serves all of it.
  const cosine = cos(latitude_deg * DEGREE);
  const place = (p: readonly [number, number] | Point): number[] =>
    isPlane
      ? [p[0], p[1]]
      : [round(longitude_deg + p[0] / (EARTH_M * DEGREE * cosine)), round(latitude_deg + p[1] / (EARTH_M * DEGREE))];
  const height = (p: Point): number[] => (isPlane ? [] : [Number((district.origin.elevation_m + p[2]).toFixed(3))]);
  const shape = (e: Element): object | null => {
    const { geometry: g } = e;
    if (!g) return null;
    if ("point" in g) return { type: "Point", coordinates: [...place(g.point), ...height(g.point)] };
    if ("line" in g) return { type: "LineString", coordinates: g.line.map((p) => [...place(p), ...height(p)]) };
    const ring = g.footprint.map(place);
    return ring.length > 2 ? { type: "Polygon", coordinates: [[...ring, ring[0]]] } : null;
  };
  let withoutPlace = 0;
  const features = district.elements.map((e) => {
    const geometry = shape(e);
    if (!geometry) withoutPlace++;
    const results = Object.entries(values.get(e.id) ?? {}).filter(([, x]) => Number.isFinite(x));
    const ends = e.relations.filter((r) => r.type === "connects").map((r) => r.to);
    return {
      type: "Feature",
      id: e.id,
      geometry,
      properties: {
        kind: e.kind,
        ...(e.name !== undefined && { name: e.name }),
        ...(ends.length > 0 && { connects: ends }),
        ...e.fields,
        ...Object.fromEntries(results),
      },
    };
  });
  const head = {
    type: "FeatureCollection",
    name: district.name,
    coordinates: isPlane ? "plane, as in the file" : "longitude, latitude, height",
  };
  // One feature a line: large files stay readable for tools that read by line.
  const body = features.map((f) => JSON.stringify(f)).join(",\n");
  return { text: `${JSON.stringify(head).slice(0, -1)},"features":[\n${body}\n]}\n`, withoutPlace };
}

const round = (degrees: number): number => Number(degrees.toFixed(9));
