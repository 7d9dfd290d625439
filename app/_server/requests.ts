import { z } from "zod";
import {
  DEFAULT_DISTRICT,
  DISTRICTS,
  type District,
  type Edits,
  type FrameLayout,
  type RunResult,
  SCENARIOS,
  type Scenario,
} from "@/sim-core/server";

// The shape of what comes in, as far as the store relies on it. The physics of a district is checked where it is
// compiled, by rules that give every fault at once; here a wrong kind of file is told from the right one.

const seed = z.int().min(0).max(0xffffffff);
const MOST_TICKS = 1_000_000;
const ticks = z.int().min(1).max(MOST_TICKS);

const scenario = z
  .looseObject({
    format: z.literal("crosscurrent-scenario/1"),
    id: z.string().min(1),
    name: z.string().min(1),
    start_s: z.number(),
    duration_s: z.number().positive(),
    tick_s: z.number().positive(),
    changes: z.array(z.looseObject({ at_s: z.number() })),
  })
  .transform((value) => value as unknown as Scenario);

const district = z
  .looseObject({
    format: z.literal("crosscurrent-district/1"),
    id: z.string().min(1),
    name: z.string().min(1),
    elements: z.array(z.looseObject({ id: z.string().min(1), kind: z.string().min(1) })),
  })
  .transform((value) => value as unknown as District);

const result = z
  .looseObject({
    digest: z.string().regex(/^[0-9a-f]{16,64}$/, "a digest is 16 to 64 hexadecimal digits"),
    ticks: z.int().min(0).max(MOST_TICKS),
    wall_ms: z.number().min(0),
    events: z.array(z.unknown()),
  })
  .transform((value) => value as unknown as RunResult);

const layout = z
  .looseObject({
    length: z.int().min(0),
    columns: z.array(z.looseObject({ name: z.string(), ids: z.array(z.string()), offset: z.int().min(0) })),
  })
  .transform((value) => value as unknown as FrameLayout);

/** The id of something that ships, in place of the whole of it. */
const shipped = <T>(all: Readonly<Record<string, () => T>>, what: string) =>
  z
    .string()
    .refine((id) => Object.hasOwn(all, id), `no such ${what}; there are ${Object.keys(all).join(", ")}`)
    .transform((id) => all[id]());

const change = z.looseObject({
  at_s: z.number(),
  op: z.enum(["set", "scale", "add", "remove"]),
  target: z.string().min(1),
  fields: z.record(z.string(), z.unknown()),
});

const branch = z.object({
  parent: z.string().min(1),
  forkTick: z.int().min(0).max(MOST_TICKS),
  edits: z
    .object({ done: z.array(z.array(change)), undone: z.array(z.array(change)) })
    .transform((value) => value as unknown as Edits),
});

const finished = { scenario, district, seed, ticks, result, layout, name: z.string().min(1).max(200).optional() };

/** PUT /api/runs/:id: a branch after its Changes were others. */
export const replacedRun = z.object({ kind: z.literal("finished"), ...finished, branch: branch.optional() });

/** POST /api/runs: a run that a browser has finished, the wish for one on the server, or for a kept one once more. */
export const newRun = z.discriminatedUnion("kind", [
  replacedRun,
  z.object({
    kind: z.literal("request"),
    scenario: z.union([shipped(SCENARIOS, "scenario"), scenario]),
    district: z.union([shipped(DISTRICTS, "district"), district]).default(() => DISTRICTS[DEFAULT_DISTRICT]()),
    seed: seed.optional(),
    hours: z.number().positive().max(8784).optional(),
  }),
  z.object({ kind: z.literal("again"), of: z.string().min(1) }),
]);
export type NewRunRequest = z.infer<typeof newRun>;
