/** Everything in the district is an Element; what differs is its kind (see the schemas) and its relations. */
export type ElementId = string;
export type OwnerId = string;

export const UTILITY_NAMES = ["water", "power", "gas", "heat"] as const;
/** Cooling is heat with a colder supply: the same module, told apart by the field `loop` of its elements. */
export type Utility = (typeof UTILITY_NAMES)[number];

/**
 * connects  edge -> its end nodes, ordered [from, to]; a device or building -> the nodes it hangs on
 * feeds     supplier -> what cannot run without it (bus -> pump station)
 * serves    node or plant -> building, zone (people depend on it)
 * protects  breaker, valve, generator -> what it guards
 * measures  meter -> element
 * within    element -> block, zone, site
 */
export const RELATION_TYPES = ["connects", "feeds", "serves", "protects", "measures", "within"] as const;
export type RelationType = (typeof RELATION_TYPES)[number];
export interface Relation {
  readonly type: RelationType;
  readonly to: ElementId;
}

/** Local metres from the district's origin: x east, y north, z up (ground = 0 at the origin). */
export type Point = readonly [x_m: number, y_m: number, z_m: number];
export type Geometry =
  | { readonly point: Point }
  | { readonly line: readonly Point[] }
  | {
      readonly footprint: readonly (readonly [x_m: number, y_m: number])[];
      readonly base_m: number;
      readonly height_m: number;
    };

export type FieldValue = number | string | boolean | readonly number[];

export interface Element {
  readonly id: ElementId;
  readonly kind: string;
  readonly name?: string;
  readonly owner: OwnerId;
  readonly geometry?: Geometry;
  /** Numbers are SI, the unit is the suffix of the name (`diameter_m`); the kind's schema lists them. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly relations: readonly Relation[];
}
