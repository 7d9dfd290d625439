"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { fieldUnit, issueText, numberText, type Present, quantityText, type Tag, THIN, unitsFor } from "@/sim-core";
import { redoEdit, removePoint, setCell, undoEdit } from "../_commands/mapping";
import { type MappingRow, placeOf, useMapping } from "../_state/mapping";
import { MAPPING_COLUMNS, type MappingColumn } from "../_state/mapping-columns";
import { Icon } from "./icons";
import styles from "./mapping.module.css";

export interface Cell {
  readonly key: number;
  readonly field: string;
}
const MARKS = { good: "●", uncertain: "◐", bad: "○" } as const;
const SHOWN = [
  { field: "value", head: "Value", width: "80px" },
  { field: "age", head: "Age", width: "54px" },
  { field: "quality", head: "Quality", width: "100px" },
] as const;
const GRID = [...MAPPING_COLUMNS.map((c) => c.width), ...SHOWN.map((c) => c.width), "28px"].join(" ");
const PAGE = 15;

/** A grid of cells: arrows move, Enter, F2 or typing edits, Enter and Tab keep, Escape lets go, Delete empties. */
export function MappingTable({
  filter,
  active,
  onActive,
}: {
  readonly filter: string;
  readonly active: Cell | null;
  onActive(cell: Cell): void;
}) {
  const rows = useMapping((s) => s.rows);
  const tags = useMapping((s) => s.tags);
  const sources = useMapping((s) => s.sources);
  const issues = useMapping((s) => s.issues);
  const present = useMapping((s) => s.present);
  const [sort, setSort] = useState<{ field: string; isDown: boolean } | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const byId = useMemo(() => new Map(tags.map((tag) => [tag.id, tag])), [tags]);

  const faults = useMemo(() => {
    const found = new Map<string, string>();
    for (const issue of issues) {
      const place = placeOf(issue);
      const row = place && rows[place.row];
      if (row) found.set(`${row.key} ${place.field}`, issueText(issue));
    }
    return found;
  }, [issues, rows]);

  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    const found = rows.filter(
      ({ told }) => !wanted || MAPPING_COLUMNS.some((c) => c.read(told).toLowerCase().includes(wanted)),
    );
    if (!sort) return found;
    const of = (row: MappingRow): string | number => sortValue(row, sort.field, present[String(row.told.tag)]);
    const sign = sort.isDown ? -1 : 1;
    return [...found].sort((a, b) => {
      const [x, y] = [of(a), of(b)];
      return x === y ? a.key - b.key : (x < y ? -1 : 1) * sign;
    });
  }, [rows, filter, sort, present]);

  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 28,
    overscan: 12,
  });
  const at = active ?? (shown[0] ? { key: shown[0].key, field: "point" } : null);
  const atRow = at ? shown.findIndex((row) => row.key === at.key) : -1;
  const atCol = at ? MAPPING_COLUMNS.findIndex((c) => c.field === at.field) : -1;

  // the focus follows the cell, into rows that were not in sight too
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another cell is asked for
  useEffect(() => {
    if (!active || atRow < 0) return;
    virtual.scrollToIndex(atRow, { align: "auto" });
    let tries = 0;
    const focus = () => {
      const cell = scroller.current?.querySelector<HTMLElement>(`[data-cell="${active.key} ${active.field}"]`);
      if (cell) cell.focus();
      else if (tries++ < 20) timer = setTimeout(focus, 15); // its row is drawn when the table has scrolled
    };
    let timer = setTimeout(focus, 0);
    return () => clearTimeout(timer);
  }, [active?.key, active?.field, atRow >= 0]);

  const move = (row: number, col: number) => {
    const next = shown[Math.max(0, Math.min(shown.length - 1, row))];
    const column = MAPPING_COLUMNS[Math.max(0, Math.min(MAPPING_COLUMNS.length - 1, col))];
    if (next) onActive({ key: next.key, field: column.field });
  };
  /** A second click on the cell that was there already begins the typing; the first only goes there. */
  const wasAt = useRef(false);
  const isFresh = useRef(false);
  const type = (text: string, fresh = false) => {
    isFresh.current = fresh;
    setTyped(text);
  };
  const keep = () => {
    if (at && typed !== null) setCell(at.key, at.field, typed);
    setTyped(null);
  };

  const onKeyDown = (e: KeyboardEvent) => {
    if (!at || atRow < 0 || !(e.target as HTMLElement).closest("td[data-edits]")) return;
    const column = MAPPING_COLUMNS[atCol];
    const isTyping = typed !== null;
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-PAGE, 0],
      PageDown: [PAGE, 0],
    };
    const step = steps[e.key];
    const row = shown[atRow];
    if (isTyping) {
      if (e.key === "Enter") keep();
      else if (e.key === "Tab") {
        keep();
        move(atRow, atCol + (e.shiftKey ? -1 : 1));
      } else if (e.key === "Escape") setTyped(null);
      else return;
      refocus(scroller.current, at);
    } else if (step) move(atRow + step[0], atCol + step[1]);
    else if (e.key === "Home" || e.key === "End")
      move(e.ctrlKey ? (e.key === "Home" ? 0 : shown.length) : atRow, e.key === "Home" ? 0 : MAPPING_COLUMNS.length);
    else if (e.key === "Enter" || e.key === "F2") type(column.read(row.told));
    else if (e.key === "Delete" || e.key === "Backspace") setCell(at.key, at.field, "");
    else if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "z") e.shiftKey ? redoEdit() : undoEdit();
    else if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "y") redoEdit();
    else if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "c")
      void navigator.clipboard?.writeText(column.read(row.told)).catch(() => undefined);
    else if (e.key.length === 1 && !e.ctrlKey && !e.metaKey && !e.altKey) type(e.key, true);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };

  const offers = (column: MappingColumn, row: MappingRow): readonly string[] => {
    if (column.offers === "sources") return sources;
    if (column.offers === "tags") return offeredTags(tags, rows, String(row.told.unit ?? ""));
    const tag = byId.get(String(row.told.tag));
    return column.offers === "units" && tag ? unitsFor(tag.unit) : [];
  };
  const head = (field: string, name: string, meaning?: string, isNumber?: boolean) => {
    const order = sort?.field === field ? (sort.isDown ? "descending" : "ascending") : "none";
    const next = order === "none" ? { field, isDown: false } : order === "ascending" ? { field, isDown: true } : null;
    return (
      <th key={field} aria-sort={order} data-number={isNumber} title={meaning}>
        <button type="button" onClick={() => setSort(next)}>
          {name} {order === "ascending" ? "↑" : order === "descending" ? "↓" : ""}
        </button>
      </th>
    );
  };

  return (
    <div ref={scroller} className={styles.scroll}>
      <table className={styles.table} aria-label="Mapping" aria-rowcount={shown.length} onKeyDown={onKeyDown}>
        <thead>
          <tr style={{ gridTemplateColumns: GRID }}>
            {MAPPING_COLUMNS.map((c) => head(c.field, c.head, c.meaning, c.isNumber))}
            {SHOWN.map((c) => head(c.field, c.head, undefined, c.field !== "quality"))}
            <th aria-label="Remove" />
          </tr>
        </thead>
        <tbody style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((v) => {
            const row = shown[v.index];
            const told = present[String(row.told.tag)];
            const tag = byId.get(String(row.told.tag));
            return (
              <tr key={row.key} style={{ transform: `translateY(${v.start}px)`, gridTemplateColumns: GRID }}>
                {MAPPING_COLUMNS.map((column) => {
                  const isAt = at?.key === row.key && at.field === column.field;
                  const fault = faults.get(`${row.key} ${column.field}`);
                  const text = column.read(row.told);
                  const name = `${column.head} of ${String(row.told.point) || "the new point"}`;
                  return (
                    <td
                      key={column.field}
                      data-edits
                      data-field={column.field}
                      data-number={column.isNumber}
                      data-fault={fault !== undefined}
                    >
                      {isAt && typed !== null ? (
                        <Typing
                          name={name}
                          value={typed}
                          isFresh={isFresh.current}
                          offers={offers(column, row)}
                          onChange={setTyped}
                          onLeave={keep}
                        />
                      ) : (
                        <button
                          type="button"
                          data-cell={`${row.key} ${column.field}`}
                          tabIndex={isAt ? 0 : -1}
                          aria-label={`${name}: ${text || "empty"}${fault ? `; ${fault}` : ""}`}
                          aria-invalid={fault !== undefined}
                          title={fault ?? text}
                          onFocus={() => !isAt && onActive({ key: row.key, field: column.field })}
                          onPointerDown={(e) => {
                            wasAt.current = document.activeElement === e.currentTarget;
                          }}
                          onClick={() => wasAt.current && type(text)}
                          onDoubleClick={() => type(text)}
                        >
                          <bdi>
                            {fault && <span className={styles.mark}>■ </span>}
                            {text}
                            {!text && column.field === "unit" && <span className={styles.empty}>{tag?.unit}</span>}
                          </bdi>
                        </button>
                      )}
                    </td>
                  );
                })}
                <td data-number="true">
                  {tag && told ? quantityText(told.value, tag.unit, tag.owner, tag.quantity) : "–"}
                </td>
                <td data-number="true">
                  {told && Number.isFinite(told.age_s) ? `${numberText(told.age_s, 2)}${THIN}s` : "–"}
                </td>
                <td data-quality={told?.quality} title={told && `${told.quality}, ${spelled(told.reason)}`}>
                  {told
                    ? `${MARKS[told.quality]} ${told.reason === "none" ? told.quality : spelled(told.reason)}`
                    : "–"}
                </td>
                <td>
                  <button
                    type="button"
                    className={styles.remove}
                    aria-label={`Remove ${String(row.told.point)}`}
                    title="Remove"
                    onClick={() => removePoint(row.key)}
                  >
                    <Icon name="close" size={12} />
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {shown.length === 0 && (
        <p className={styles.none}>
          {rows.length === 0 ? "No point is mapped yet." : `No point has "${filter}" in it.`}
        </p>
      )}
    </div>
  );
}

const spelled = (reason: string) => reason.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const refocus = (scroller: HTMLElement | null, cell: Cell) =>
  requestAnimationFrame(() => scroller?.querySelector<HTMLElement>(`[data-cell="${cell.key} ${cell.field}"]`)?.focus());

function Typing(props: {
  readonly name: string;
  readonly value: string;
  /** The value is the first letter; else all of it is selected. */
  readonly isFresh: boolean;
  readonly offers: readonly string[];
  onChange(value: string): void;
  onLeave(): void;
}) {
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the typing begins
  useEffect(() => {
    input.current?.focus();
    input.current?.setSelectionRange(props.isFresh ? props.value.length : 0, props.value.length);
  }, []);
  return (
    <>
      <input
        ref={input}
        aria-label={props.name}
        list={props.offers.length > 0 ? "mapping-offers" : undefined}
        value={props.value}
        spellCheck={false}
        autoComplete="off"
        onChange={(e) => props.onChange(e.target.value)}
        onBlur={props.onLeave}
      />
      {props.offers.length > 0 && (
        <datalist id="mapping-offers">
          {props.offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** Tags that nobody has yet, those of the row's unit first. */
function offeredTags(tags: readonly Tag[], rows: readonly MappingRow[], unit: string): string[] {
  const taken = new Set(rows.map((row) => row.told.tag));
  const si = fieldUnit(unit)?.si;
  const free = tags.filter((tag) => !taken.has(tag.id));
  return [...free.filter((t) => t.unit === si), ...free.filter((t) => t.unit !== si)].map((t) => t.id);
}

function sortValue(row: MappingRow, field: string, told: Present | undefined): string | number {
  if (field === "value") return told && Number.isFinite(told.value) ? told.value : Number.NEGATIVE_INFINITY;
  if (field === "age") return told && Number.isFinite(told.age_s) ? told.age_s : Number.POSITIVE_INFINITY;
  if (field === "quality") return told ? `${["bad", "uncertain", "good"].indexOf(told.quality)} ${told.reason}` : "";
  const column = MAPPING_COLUMNS.find((c) => c.field === field)!;
  const text = column.read(row.told);
  return column.isNumber ? (text === "" ? Number.NEGATIVE_INFINITY : Number(text)) : text.toLowerCase();
}
