import type { OwnerId } from "../model/element";
import type { Observation, Observed, Tag } from "../model/tag";

/** How a seat's world is read: what is seen of one Tag at this instant. */
export type TagView = (tag: Tag) => Observed;

/**
 * What one seat sees at an instant: its own Tags only. A rule that reads a foreign Tag throws, because looking
 * over the fence is a bug in the rule's wiring and would make the siloed baseline dishonest.
 */
export function observe(seat: OwnerId, time_s: number, tags: ReadonlyMap<string, Tag>, view: TagView): Observation {
  return {
    seat,
    time_s,
    read(tagId): Observed {
      const tag = tags.get(tagId);
      if (!tag) throw new Error(`Tag ${tagId} does not exist`);
      if (tag.owner !== seat) throw new Error(`${seat} may not read Tag ${tagId} of ${tag.owner}`);
      return view(tag);
    },
  };
}
