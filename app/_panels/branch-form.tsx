"use client";

import { useEffect, useId, useRef, useState } from "react";
import type { Element, FieldSpec } from "@/sim-core";
import {
  addLine,
  closeDraft,
  dropLine,
  fieldsOf,
  nameDraft,
  patchLine,
  putDraftInto,
  readLine,
  STATES,
  submitDraft,
  unitOfField,
} from "../_commands/branch";
import { suggest } from "../_commands/search";
import { type Atlas, titleOf } from "../_state/atlas";
import { clockText } from "../_state/clock";
import { useWorkbench } from "../_state/store";
import { labelOf } from "../_state/values";
import type { Draft, DraftLine } from "../_state/variants";
import styles from "./branch-form.module.css";
import panel from "./panel.module.css";
import { IconButton, Select } from "./ui";

/** Changes being written down: who, what, when, why. Carried out as a branch, or as one more move of one. */
export function BranchForm() {
  const draft = useWorkbench((s) => s.draft);
  const atlas = useWorkbench((s) => s.atlas);
  const of = useWorkbench((s) => s.variants.find((v) => v.id === s.draft?.of) ?? null);
  const [error, setError] = useState("");
  const form = useRef<HTMLFormElement>(null);
  // the form comes by a key or a click: the first thing to be filled in has the focus
  useEffect(() => {
    const first = form.current?.querySelector<HTMLElement>("[data-first]");
    first?.focus();
  }, []);
  if (!draft || !atlas || !of) return null;
  const fork = clockText(of.district, of.scenario.start_s + draft.tick * of.scenario.tick_s);
  const canJoin = of.parent !== null && draft.tick >= of.atTick;
  return (
    <section className={`${panel.panel} ${styles.panel}`} aria-label="Branch">
      <div className={panel.head}>
        <h2 className={panel.title}>{draft.into === "same" ? "Change this branch" : `Branch at ${fork}`}</h2>
        <IconButton label="Close without branching (Esc)" icon="close" onClick={closeDraft} />
      </div>
      <form
        ref={form}
        className={styles.form}
        onSubmit={(e) => {
          e.preventDefault();
          submitDraft().then((text) => setError(text ?? ""));
        }}
        onKeyDown={(e) => {
          if (e.key === "Escape") closeDraft();
        }}
      >
        <div className={styles.body}>
          <p className={`${panel.muted} ${panel.small}`}>
            {draft.into === "same"
              ? `One more move of ${of.name}; Undo takes it back.`
              : `Leaves ${of.name} at ${fork}. What happened before stays; from there on it is simulated anew.`}
          </p>
          {canJoin && (
            <div className={panel.field}>
              <span>Into</span>
              <Select
                label="Into"
                value={draft.into}
                choices={[
                  { value: "same", label: `This branch: ${of.name}` },
                  { value: "new", label: "A new branch of it" },
                ]}
                onChange={(v) => putDraftInto(v as Draft["into"])}
              />
            </div>
          )}
          {draft.lines.map((line, k) => (
            <Line key={line.key} draft={draft} line={line} atlas={atlas} isFirst={k === 0} />
          ))}
          <button type="button" className={`${panel.link} ${styles.add}`} onClick={addLine}>
            {draft.lines.length === 0 ? "Add a Change" : "Add another Change"}
          </button>
          {draft.into === "new" && (
            <label className={panel.field}>
              <span>Name</span>
              <input
                className={panel.input}
                maxLength={120}
                placeholder={`${of.name}, branch …`}
                value={draft.name}
                onChange={(e) => nameDraft(e.target.value)}
              />
            </label>
          )}
          {error && (
            <p className={panel.notice} data-priority="2" role="alert">
              {error}
            </p>
          )}
          {of.isForeign && (
            <p className={panel.notice} data-priority="2">
              This run was made by another version of the engine, which would not go on to the same values. Run the
              story again and branch from that.
            </p>
          )}
        </div>
        <div className={styles.end}>
          <button type="submit" className={panel.primary} disabled={of.isForeign}>
            {draft.into === "same" ? "Change and run" : "Run the branch"}
          </button>
          <button type="button" className={panel.button} onClick={closeDraft}>
            Cancel
          </button>
        </div>
      </form>
    </section>
  );
}

interface LineProps {
  readonly draft: Draft;
  readonly line: DraftLine;
  readonly atlas: Atlas;
  readonly isFirst: boolean;
}

function Line({ draft, line, atlas, isFirst }: LineProps) {
  const index = atlas.indexOf.get(line.target) ?? -1;
  const element = atlas.elements[index];
  const fields = fieldsOf(element);
  const spec = fields.find((f) => f.name === line.field);
  const read = readLine(draft, line);
  const rules = element ? atlas.district.rules.filter((r) => r.target === element.id) : [];
  return (
    <fieldset className={styles.line} aria-label="Change">
      <Picker line={line} atlas={atlas} isFirst={isFirst} />
      {element && spec && (
        <>
          {fields.length > 1 ? (
            <div className={panel.field}>
              <span>Field</span>
              <Select
                label="Field"
                value={spec.name}
                choices={fields.map((f) => ({ value: f.name, label: labelOf(f.name) }))}
                onChange={(field) => patchLine(line.key, { field })}
              />
            </div>
          ) : null}
          <Value element={element} spec={spec} line={line} />
          <label className={panel.field}>
            <span>At</span>
            <input
              className={panel.input}
              value={line.at}
              placeholder="13:40"
              onChange={(e) => patchLine(line.key, { at: e.target.value })}
            />
          </label>
          <label className={panel.field}>
            <span>Why</span>
            <input
              className={panel.input}
              placeholder="may stay empty"
              maxLength={200}
              value={line.why}
              onChange={(e) => patchLine(line.key, { why: e.target.value })}
            />
          </label>
          <p className={`${panel.muted} ${panel.small}`}>
            {spec.meaning}
            {rangeText(element, spec)}.{rules.length > 0 && " A rule of its owner may set it again at its next look."}
          </p>
        </>
      )}
      {"error" in read && line.target !== "" && (
        <p className={`${panel.small} ${styles.error}`} role="status">
          {read.error}
        </p>
      )}
      <button
        type="button"
        className={`${panel.link} ${panel.small} ${styles.drop}`}
        onClick={() => dropLine(line.key)}
      >
        Leave out
      </button>
    </fieldset>
  );
}

/** ", 10 to 35 bar": the range of a number in the unit in which it is typed. */
function rangeText(element: Element, spec: FieldSpec): string {
  if (spec.type !== "number" || !spec.range || spec.range[1] >= 1e9) return "";
  const { factor, offset, unit } = unitOfField(element, spec);
  const [a, b] = spec.range.map((v) => Number((v * factor + offset).toPrecision(6)));
  return `, ${a} to ${b}${unit ? ` ${unit}` : ""}`;
}

function Value({
  element,
  spec,
  line,
}: {
  readonly element: Element;
  readonly spec: FieldSpec;
  readonly line: DraftLine;
}) {
  const words = STATES[spec.name] ?? ["no", "yes"];
  const choices =
    spec.type === "boolean"
      ? [
          { value: "false", label: words[0] },
          { value: "true", label: words[1] },
        ]
      : spec.options?.map((o) => ({ value: o, label: o }));
  if (choices)
    return (
      <div className={panel.field}>
        <span>Is</span>
        <Select
          label="Value"
          value={line.value}
          choices={choices}
          onChange={(value) => patchLine(line.key, { value })}
        />
      </div>
    );
  const { unit } = unitOfField(element, spec);
  return (
    <label className={panel.field}>
      <span>Is</span>
      <span className={styles.value}>
        <input
          className={panel.input}
          aria-label={unit ? `Value in ${unit}` : "Value"}
          inputMode="decimal"
          value={line.value}
          onChange={(e) => patchLine(line.key, { value: e.target.value })}
        />
        <span>{unit}</span>
      </span>
    </label>
  );
}

const MOST = 6;

/** An element by name or id, or what is selected on the twin. Only those of which something can change in a run. */
function Picker({
  line,
  atlas,
  isFirst,
}: {
  readonly line: DraftLine;
  readonly atlas: Atlas;
  readonly isFirst: boolean;
}) {
  const selected = useWorkbench((s) => s.selected);
  const index = atlas.indexOf.get(line.target) ?? -1;
  const [text, setText] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const listId = useId();
  const ids =
    text === null || text.trim() === ""
      ? []
      : suggest(atlas, text, 60)
          .filter((id) => fieldsOf(atlas.elements[atlas.indexOf.get(id) ?? -1]).length > 0)
          .slice(0, MOST);
  const pick = (target: string) => {
    setText(null);
    patchLine(line.key, { target });
  };
  const own = atlas.elements[atlas.indexOf.get(selected ?? "") ?? -1];
  const canUse = own && own.id !== line.target && fieldsOf(own).length > 0;
  return (
    <div className={styles.picker}>
      <input
        data-first={isFirst ? "" : undefined}
        className={panel.input}
        role="combobox"
        aria-label="Element"
        aria-expanded={ids.length > 0}
        aria-controls={listId}
        autoComplete="off"
        spellCheck={false}
        placeholder="Element: name or id"
        value={text ?? (index >= 0 ? titleOf(atlas, index) : line.target)}
        onFocus={(e) => e.target.select()}
        onChange={(e) => {
          setText(e.target.value);
          setAt(0);
        }}
        onBlur={() => setTimeout(() => setText(null), 150)}
        onKeyDown={(e) => {
          if (e.key === "ArrowDown" || e.key === "ArrowUp") {
            e.preventDefault();
            setAt((n) => Math.min(ids.length - 1, Math.max(0, n + (e.key === "ArrowDown" ? 1 : -1))));
          } else if (e.key === "Enter" && text !== null) {
            e.preventDefault();
            if (ids[at]) pick(ids[at]);
          } else if (e.key === "Escape" && text !== null) {
            setText(null);
            e.stopPropagation();
          }
        }}
      />
      {canUse && (
        <button type="button" className={`${panel.link} ${panel.small}`} onClick={() => pick(own.id)}>
          Take the selected one: {titleOf(atlas, atlas.indexOf.get(own.id) ?? 0)}
        </button>
      )}
      {text !== null && text.trim() !== "" && (
        <div id={listId} className={styles.list} role="listbox">
          {ids.map((id, k) => {
            const i = atlas.indexOf.get(id) ?? 0;
            return (
              <div key={id} role="option" aria-selected={k === at} tabIndex={-1} onPointerDown={() => pick(id)}>
                <span>{titleOf(atlas, i)}</span>
                <small>{id}</small>
              </div>
            );
          })}
          {ids.length === 0 && <p className={styles.none}>Nothing of that name can change within a run</p>}
        </div>
      )}
    </div>
  );
}
