"use client";

import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { tableText } from "../_state/table-text";
import { CopyButton } from "./copy-button";
import panel from "./panel.module.css";
import styles from "./sort-table.module.css";

export interface SortColumn<T> {
  readonly key: string;
  readonly head: string;
  /** What the head means, where a word is not enough. */
  readonly note?: string;
  /** Sorted by; a number stands to the right. */
  readonly value: (row: T) => string | number;
  readonly text?: (row: T) => string;
  /** Beyond a limit: shown as such. */
  readonly limit?: (row: T) => boolean;
  readonly grow?: number;
  /** Sorted by a number, read as words. */
  readonly isText?: boolean;
}

export interface SortTableProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: readonly SortColumn<T>[];
  readonly first: { readonly key: string; readonly isDown: boolean };
  readonly selected?: string | null;
  readonly hasCopy?: boolean;
  idOf(row: T): string;
  onPick?(row: T): void;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns });

/** A small table for a panel: sorts by any column, copies what it shows, the first cell of a row picks it. */
export function SortTable<T extends object>({
  label,
  rows,
  columns,
  first,
  selected,
  hasCopy = true,
  idOf,
  onPick,
}: SortTableProps<T>) {
  const list = useRef<HTMLDivElement>(null);
  const helper = useMemo(() => createColumnHelper<typeof features, T>(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: columns differ in what they close over, not in what they are
  const heads = useMemo(
    () =>
      helper.columns(
        columns.map((c) =>
          helper.accessor((row: T) => c.value(row), {
            id: c.key,
            header: c.head,
            sortFn: "basic",
            sortUndefined: "last",
          }),
        ),
      ),
    [helper, label, columns.length],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: heads,
    data,
    getRowId: idOf,
    initialState: { sorting: [{ id: first.key, desc: first.isDown }] },
  });
  const sorted = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => list.current,
    estimateSize: () => 26,
    overscan: 10,
  });
  const grid = columns.map((c) => (c.grow ? `minmax(60px, ${c.grow}fr)` : "minmax(80px, 0.7fr)")).join(" ");
  const cell = (c: SortColumn<T>, row: T) => (c.text ? c.text(row) : String(c.value(row)));
  const isNumber = (c: SortColumn<T>) =>
    !c.isText && sorted.length > 0 && typeof c.value(sorted[0].original) === "number";
  return (
    <>
      <div ref={list} className={styles.scroll}>
        <table
          className={styles.table}
          style={{ minWidth: columns.length * 76 }}
          aria-label={label}
          aria-rowcount={sorted.length}
        >
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} style={{ gridTemplateColumns: grid }}>
                {group.headers.map((h, k) => {
                  const order = h.column.getIsSorted();
                  return (
                    <th
                      key={h.id}
                      data-number={isNumber(columns[k])}
                      aria-sort={order === "asc" ? "ascending" : order === "desc" ? "descending" : "none"}
                    >
                      <button type="button" title={columns[k].note} onClick={h.column.getToggleSortingHandler()}>
                        {columns[k].head} {order === "asc" ? "↑" : order === "desc" ? "↓" : ""}
                      </button>
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((v) => {
              const row = sorted[v.index].original;
              const id = idOf(row);
              return (
                <tr
                  key={id}
                  style={{ transform: `translateY(${v.start}px)`, gridTemplateColumns: grid }}
                  data-selected={id === selected}
                  data-picks={onPick !== undefined}
                  onClick={onPick ? () => onPick(row) : undefined}
                >
                  {columns.map((c, k) => (
                    <td key={c.key} data-number={isNumber(c)} data-limit={c.limit?.(row) === true} title={cell(c, row)}>
                      {k === 0 && onPick ? (
                        <button type="button" className={panel.link}>
                          {cell(c, row)}
                        </button>
                      ) : (
                        cell(c, row)
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {hasCopy && (
        <div className={styles.copy}>
          <CopyButton
            label={`Copy ${label.toLowerCase()}`}
            text={() =>
              tableText([columns.map((c) => c.head), ...sorted.map((r) => columns.map((c) => cell(c, r.original)))])
            }
          />
        </div>
      )}
    </>
  );
}
