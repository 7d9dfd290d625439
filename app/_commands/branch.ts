import {
  type Change,
  changeableFields,
  changesIn,
  checkChange,
  differFrom_s,
  displayUnit,
  type Edits,
  type Element,
  edit,
  type FieldSpec,
  type FieldValue,
  fromDisplay,
  issueText,
  NO_EDITS,
  numberText,
  redo,
  toDisplay,
  undo,
} from "@/sim-core";
import { clockText, instantOf } from "../_state/clock";
import { NO_RUN, useWorkbench, type WorkbenchState } from "../_state/store";
import { labelOf } from "../_state/values";
import { type Draft, type DraftLine, type Variant, withDescendants } from "../_state/variants";
import { compareWith } from "./compare";
import { simulate } from "./simulate";
import { pause } from "./time";
import { addVariant, newId, patchVariant, show, variantOf } from "./variants";

let lastKey = 0;

/** The fields of an element that a form may offer. */
export const fieldsOf = (element: Element | undefined): readonly FieldSpec[] =>
  element ? changeableFields(element, useWorkbench.getState().atlas?.district) : [];

/** The unit in which the value of a field is typed; its display unit, by the size of what stands there. */
export function unitOfField(element: Element, spec: FieldSpec) {
  const given = element.fields[spec.name];
  const schemaUnit = spec.unit;
  const trade =
    (["water", "gas", "heat", "power"] as const).find((u) => element.kind.startsWith(u)) ?? tradeOf(element);
  return displayUnit(schemaUnit, trade, spec.name, typeof given === "number" ? Math.abs(given) : 0);
}

const TRADES: Readonly<Record<string, string>> = {
  ...{ reservoir: "water", tank: "water", regulator: "gas", compressor: "gas", booster: "gas", citySource: "gas" },
};
const tradeOf = (element: Element): string => TRADES[element.kind] ?? "";

/** What stands in the value box at first: the opposite of what is for a switch, what is given for a number. */
function firstValue(element: Element, spec: FieldSpec): string {
  const given = element.fields[spec.name] ?? spec.default;
  if (spec.type === "boolean") return String(!(given ?? true));
  if (spec.options) return spec.options.find((o) => o !== given) ?? spec.options[0];
  return typeof given === "number" ? plain(toDisplay(given, unitOfField(element, spec))) : "";
}

/** As a person types it: no thin spaces, a plain minus. */
const plain = (value: number): string => numberText(value, 6).replaceAll("\u202f", "").replace("−", "-");

function lineFor(id: string | null, at: string): DraftLine {
  const { atlas } = useWorkbench.getState();
  const element = atlas?.elements[atlas.indexOf.get(id ?? "") ?? -1];
  const [spec] = fieldsOf(element);
  return {
    ...{ key: ++lastKey, target: element?.id ?? "", at, why: "" },
    ...{ field: spec?.name ?? "", value: element && spec ? firstValue(element, spec) : "" },
  };
}

const clockAt = (v: Variant, tick: number): string =>
  clockText(v.district, v.scenario.start_s + tick * v.scenario.tick_s);

/** Opens the form at the cursor; with an element of which something changes, or with what is selected. */
export function openDraft(target: string | null = useWorkbench.getState().selected): void {
  const { shown, tick, history } = useWorkbench.getState();
  const v = variantOf(shown);
  if (!v || history !== v.history || !history || tick >= history.received) return;
  pause();
  const isOwn = v.parent !== null && tick >= v.atTick;
  const at = clockAt(v, tick);
  useWorkbench.setState({
    draft: { of: v.id, tick, into: isOwn ? "same" : "new", name: "", lines: [lineFor(target, at)] },
    rightOpen: matchMedia("(max-width: 1199px)").matches || useWorkbench.getState().rightOpen,
    leftOpen: false,
  });
}

export interface Switching {
  readonly target: string;
  readonly isOpen: boolean;
  readonly why: string;
}

/** Opens the form with links to be opened and shut at the cursor, as a study proposes them. */
export function openDraftWith(switchings: readonly Switching[], name = ""): void {
  openDraft(null);
  const { draft, atlas } = useWorkbench.getState();
  const v = variantOf(draft?.of ?? null);
  if (!draft || !atlas || !v) return;
  const at = clockAt(v, draft.tick);
  const lines = switchings.map(({ target, isOpen, why }): DraftLine => {
    const names = fieldsOf(atlas.elements[atlas.indexOf.get(target) ?? -1]).map((f) => f.name);
    const isPump = names.includes("isOn");
    const value = isPump ? String(isOpen) : isOpen ? "open" : "closed";
    return { key: ++lastKey, target, at, why, field: isPump ? "isOn" : "status", value };
  });
  useWorkbench.setState({ draft: { ...draft, name, lines } });
}

/** A branch leaves a run: there has to be one, and it has to have come to the cursor. */
export const canDraft = ({ shown, history, tick, received, run }: WorkbenchState): boolean =>
  shown !== null && history !== null && tick < received && run.source !== "live";

/** On a narrow screen the form stands in a drawer, which goes with it. */
export const closeDraft = (): void =>
  useWorkbench.setState({
    draft: null,
    ...(matchMedia("(max-width: 1199px)").matches ? { rightOpen: false } : {}),
  });

const patchDraft = (patch: Partial<Draft>) => {
  const { draft } = useWorkbench.getState();
  if (draft) useWorkbench.setState({ draft: { ...draft, ...patch } });
};

export const nameDraft = (name: string): void => patchDraft({ name });
export const putDraftInto = (into: Draft["into"]): void => patchDraft({ into });

export function addLine(): void {
  const { draft, selected } = useWorkbench.getState();
  const v = variantOf(draft?.of ?? null);
  if (draft && v) patchDraft({ lines: [...draft.lines, lineFor(selected, clockAt(v, draft.tick))] });
}

export function dropLine(key: number): void {
  const { draft } = useWorkbench.getState();
  if (draft) patchDraft({ lines: draft.lines.filter((l) => l.key !== key) });
}

/** A new element or field brings its own first value. */
export function patchLine(key: number, part: Partial<DraftLine>): void {
  const { draft, atlas } = useWorkbench.getState();
  if (!draft || !atlas) return;
  const lines = draft.lines.map((line) => {
    if (line.key !== key) return line;
    const next = { ...line, ...part };
    const element = atlas.elements[atlas.indexOf.get(next.target) ?? -1];
    if (part.target !== undefined && part.target !== line.target) next.field = fieldsOf(element)[0]?.name ?? "";
    const spec = fieldsOf(element).find((f) => f.name === next.field);
    if ((part.target !== undefined && part.target !== line.target) || part.field !== undefined)
      next.value = element && spec ? firstValue(element, spec) : "";
    return next;
  });
  patchDraft({ lines });
}

/** A line of the form as a Change, or what is wrong with it in a sentence. */
export function readLine(draft: Draft, line: DraftLine): { readonly change: Change } | { readonly error: string } {
  const { atlas } = useWorkbench.getState();
  const v = variantOf(draft.of);
  const element = atlas?.elements[atlas.indexOf.get(line.target) ?? -1];
  if (!atlas || !v) return { error: "This run is gone." };
  if (!element) return { error: line.target ? `Nothing has the id ${line.target}.` : "Choose an element." };
  const spec = fieldsOf(element).find((f) => f.name === line.field);
  if (!spec) return { error: `Nothing about ${element.name ?? element.id} can change within a run.` };
  const fork_s = (draft.into === "new" ? draft.tick : v.atTick) * v.scenario.tick_s;
  const at_s = instantOf(v.district, v.scenario, line.at, draft.tick * v.scenario.tick_s);
  if (at_s === null) return { error: `“${line.at}” is no time: wanted like 13:40 or 13:40:30.` };
  if (at_s < fork_s)
    return { error: `${line.at} lies before ${clockAt(v, fork_s / v.scenario.tick_s)}, where the branch begins.` };
  const value = readValue(element, spec, line.value);
  if (value === null) {
    const { unit } = unitOfField(element, spec);
    return { error: `“${line.value}” is no number${unit ? ` in ${unit}` : ""}.` };
  }
  const why = line.why.trim() || whatItSays(element, spec, line.value);
  const change: Change = { at_s, op: "set", target: element.id, fields: { [spec.name]: value }, by: "user", why };
  const byId = new Map(atlas.elements.map((e) => [e.id, e]));
  const [issue] = checkChange(byId, change, v.scenario.duration_s, v.district);
  return issue ? { error: issueText(issue) } : { change };
}

function readValue(element: Element, spec: FieldSpec, typed: string): FieldValue | null {
  if (spec.type === "boolean") return typed === "true";
  if (spec.options || spec.type !== "number") return typed;
  const text = typed
    .replaceAll(/[\s\u202f]/g, "")
    .replace("−", "-")
    .replace(",", ".");
  const number = text === "" ? Number.NaN : Number(text);
  return Number.isFinite(number) ? fromDisplay(number, unitOfField(element, spec)) : null;
}

/** "opened", "set pressure set to 20 mbar": when nobody says why. */
export function whatItSays(element: Element, spec: FieldSpec, value: string): string {
  const words = STATES[spec.name];
  if (spec.type === "boolean" && words) return words[value === "true" ? 1 : 0];
  const { unit } = unitOfField(element, spec);
  return `${labelOf(spec.name).toLowerCase()} set to ${value}${unit ? ` ${unit}` : ""}`;
}

/** What a switch is called when it is off and on; a closed breaker conducts, a closed valve does not. */
export const STATES: Readonly<Record<string, readonly [no: string, yes: string]>> = {
  isOn: ["stopped", "started"],
  isOpen: ["closed", "opened"],
  isClosed: ["opened", "closed"],
  isConnected: ["disconnected", "connected"],
  isInService: ["taken out of service", "put back into service"],
};

/** Carries the form out: a branch of its own, or one more move of the branch that it stands in. */
export async function submitDraft(): Promise<string | null> {
  const { draft, variants } = useWorkbench.getState();
  const of = variantOf(draft?.of ?? null);
  if (!draft || !of) return "This run is gone.";
  const changes: Change[] = [];
  for (const line of draft.lines) {
    const read = readLine(draft, line);
    if ("error" in read) return read.error;
    changes.push(read.change);
  }
  closeDraft();
  if (draft.into === "same") {
    await become(of, edit(of.edits, changes));
    return null;
  }
  const id = newId();
  const count = variants.filter((v) => v.parent === of.id).length + 1;
  const name = draft.name.trim() || `${of.name}, branch ${count}`;
  addVariant({
    ...{ id, name, parent: of.id, atTick: draft.tick, edits: changes.length > 0 ? edit(NO_EDITS, changes) : NO_EDITS },
    ...{ district: of.district, scenario: of.scenario, seed: of.seed, history: null, events: [] },
    ...{ run: { ...NO_RUN, phase: "preparing", doing: "Going back to the fork" }, shared: 0, keptId: null },
  });
  const isDone = simulate(id, draft.tick);
  show(id);
  if (useWorkbench.getState().compared) compareWith(of.id);
  await isDone;
  return null;
}

/** Other Changes: only from the first instant that differs on is anything simulated, here and in what branched off. */
async function become(v: Variant, edits: Edits): Promise<void> {
  const from_s = differFrom_s(v.edits, edits);
  patchVariant(v.id, { edits });
  if (!Number.isFinite(from_s)) return;
  const from = Math.max(v.atTick, Math.floor(from_s / v.scenario.tick_s));
  for (const each of withDescendants(useWorkbench.getState().variants, v.id))
    if (!(await simulate(each.id, Math.max(from, each.atTick)))) return;
}

/** The branch on screen, when it has something to take back or to do again. */
export function takeBack(): void {
  const v = variantOf(useWorkbench.getState().shown);
  if (v?.parent && v.edits.done.length > 0) void become(v, undo(v.edits));
}

export function doAgain(): void {
  const v = variantOf(useWorkbench.getState().shown);
  if (v?.parent && v.edits.undone.length > 0) void become(v, redo(v.edits));
}

export const ownChanges = (v: Variant): readonly Change[] => changesIn(v.edits);
