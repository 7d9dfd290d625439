import type { OwnerId } from "../model/element";
import type { Observation, Observed, Tag } from "../model/tag";

/** How the rules' world is read: the present value behind a Tag, NaN when there is none. */
export type TagReader = (tag: Tag) => number;

/**
 * What one seat sees at an instant: its own Tags only. A rule that reads a foreign Tag throws, because looking
 * over the fence is a bug in the rule's wiring and would make the siloed baseline dishonest.
 */
export function observe(
  seat: OwnerId,
  time_s: number,
  age_s: number,
  tags: ReadonlyMap<string, Tag>,
  reader: TagReader,
): Observation {
  return {
    seat,
    time_s,
    read(tagId): Observed {
      const tag = tags.get(tagId);
      if (!tag) throw new Error(`Tag ${tagId} does not exist`);
      if (tag.owner !== seat) throw new Error(`${seat} may not read Tag ${tagId} of ${tag.owner}`);
      const value = reader(tag);
      return { value, quality: Number.isNaN(value) ? "bad" : "good", age_s };
    },
  };
}
