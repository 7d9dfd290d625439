"use client";

import {
  columnFilteringFeature,
  createColumnHelper,
  createFilteredRowModel,
  createSortedRowModel,
  filterFns,
  globalFilteringFeature,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { displayUnit, type Element, type FrameColumn, nameLabel, numberText, THIN, toDisplay } from "@/sim-core";
import { select } from "../_commands/select";
import { type Atlas, layerAt, titleOf } from "../_state/atlas";
import type { History } from "../_state/history";
import { LAYER_LABELS, LAYERS, type Layer, UTILITY_OF_LAYER } from "../_state/kinds";
import { isOf } from "../_state/quantities";
import { useWorkbench } from "../_state/store";
import { tableText } from "../_state/table-text";
import { QUALITY } from "../_state/values";
import { CopyButton } from "./copy-button";
import panel from "./panel.module.css";
import styles from "./table.module.css";
import { Select } from "./ui";

interface Item {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly layer: Layer | null;
  readonly owner: string;
  readonly quantity: string;
  readonly value: number;
  readonly unit: string;
  readonly second: string;
  readonly quality: "held" | "absent" | null;
}

const features = tableFeatures({
  columnFilteringFeature,
  globalFilteringFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  sortedRowModel: createSortedRowModel(),
  filterFns,
  sortFns,
});
const helper = createColumnHelper<typeof features, Item>();
const columns = helper.columns([
  helper.accessor("name", { header: "Name" }),
  helper.accessor("kind", { header: "Kind" }),
  helper.accessor("id", { header: "Id" }),
  helper.accessor("owner", { header: "Owner" }),
  helper.accessor("quantity", { header: "Quantity" }),
  helper.accessor("value", { header: "Value", sortFn: "basic", enableGlobalFilter: false }),
  helper.accessor("second", { header: "Also", enableSorting: false, enableGlobalFilter: false }),
]);

/** What a row of each kind is read by first, and what stands beside it. */
const FIRST = [
  "pressure_Pa",
  "loading_1",
  "voltage_1",
  "temperature_K",
  "electric_W",
  "power_W",
  "heat_W",
  "flow_m3_s",
  "flow_kg_s",
];
const SECOND = [
  "flow_m3_s",
  "flow_kg_s",
  "powerFrom_W",
  "level_m",
  "velocity_m_s",
  "airTemperature_K",
  "heat_W",
  "stored_J",
  "demand_m3_s",
];

type Found = { readonly column: FrameColumn; readonly row: number };

function chooseColumns(history: History, { id, kind }: Element): readonly [Found | null, Found | null] {
  const all = history.knownOf(id).filter((c) => isOf(kind, c.column));
  const pick = (names: readonly string[], but?: Found | null) => {
    for (const name of names) {
      const found = all.find((c) => c.column.name === name && c !== but);
      if (found) return found;
    }
    return null;
  };
  const first = pick(FIRST);
  return [first, pick(SECOND, first)];
}

function itemsOf(atlas: Atlas, history: History | null, received: number, tick: number, wanted: string): Item[] {
  const bad = history?.badAt(tick);
  const owners = new Map(atlas.district.owners.map((o) => [o.id, o.name]));
  return atlas.elements.map((e, i) => {
    const [first, second] =
      !history || received === 0
        ? [null, null]
        : wanted === MAIN
          ? chooseColumns(history, e)
          : [history.columnsOf(e.id).find((c) => nameOf(c.column) === wanted && isOf(e.kind, c.column)) ?? null, null];
    const at = (c: Found | null) => (c && history ? history.at(tick, c.column, c.row) : Number.NaN);
    const unitOf = (c: Found | null) =>
      c ? displayUnit(c.column.unit, c.column.table, c.column.name, 0) : { unit: "", factor: 1, offset: 0 };
    const unit = unitOf(first);
    const alsoUnit = unitOf(second);
    const layer = layerAt(atlas, i);
    const of = bad?.find((b) => layer && b.utility === UTILITY_OF_LAYER[layer]);
    return {
      id: e.id,
      name: titleOf(atlas, i),
      kind: atlas.looks[i].label,
      layer,
      quality: of && first ? of.quality : null,
      owner: owners.get(e.owner) ?? e.owner,
      quantity: first ? nameLabel(first.column.name) : "",
      value: toDisplay(at(first), unit),
      unit: unit.unit,
      second: second
        ? `${nameLabel(second.column.name).toLowerCase()} ${numberText(toDisplay(at(second), alsoUnit))}${THIN}${alsoUnit.unit}`
        : "",
    };
  });
}

const ALL = "all";
const MAIN = "main";
const nameOf = (c: FrameColumn) => `${c.table} ${c.name}`;

/** Every quantity that a run recorded, once, with its trade where two share a name. */
function quantitiesOf(history: History | null): readonly { readonly value: string; readonly label: string }[] {
  const found = new Map<string, FrameColumn>();
  for (const c of history?.layout.columns ?? []) found.set(nameOf(c), c);
  const names = [...found.values()].map((c) => c.name);
  return [...found]
    .map(([value, c]) => {
      const isShared = names.filter((n) => n === c.name).length > 1;
      return { value, label: `${nameLabel(c.name)}${isShared ? `, ${c.table}` : ""}` };
    })
    .sort((a, b) => (a.label < b.label ? -1 : 1));
}

export function ElementTable() {
  const atlas = useWorkbench((s) => s.atlas);
  const history = useWorkbench((s) => s.history);
  const received = useWorkbench((s) => s.received > 0);
  const tick = useWorkbench((s) => s.tick);
  const refills = useWorkbench((s) => s.refills);
  const selected = useWorkbench((s) => s.selected);
  const found = useWorkbench((s) => s.found);
  const hasWebGL = useWorkbench((s) => s.hasWebGL);
  const [layer, setLayer] = useState(ALL);
  const [filter, setFilter] = useState("");
  const [quantity, setQuantity] = useState(MAIN);
  const quantities = useMemo(() => quantitiesOf(history), [history]);
  const wanted = quantities.some((q) => q.value === quantity) ? quantity : MAIN;
  const list = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a tick that came back has values where there were none
  const data = useMemo(() => {
    if (!atlas) return NONE;
    // what is drawn comes first, layer by layer; places last
    const place = (x: Item) => (x.layer ? LAYERS.indexOf(x.layer) : LAYERS.length);
    const all = itemsOf(atlas, history, received ? 1 : 0, tick, wanted).sort((a, b) => place(a) - place(b));
    const answer = found ? new Set(found.ids) : null;
    return all.filter(
      (x) =>
        (layer === ALL || x.layer === layer) &&
        (!answer || answer.has(x.id)) &&
        (wanted === MAIN || !Number.isNaN(x.value)),
    );
  }, [atlas, history, received, tick, refills, layer, found, wanted]);
  const table = useTable({ features, columns, data, getRowId: (x: Item) => x.id, globalFilterFn: "includesString" });
  useEffect(() => table.setGlobalFilter(filter), [table, filter]);
  const { rows } = table.getRowModel();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => 28,
    overscan: 12,
  });
  return (
    <div className={styles.view}>
      {!hasWebGL && (
        <p className={panel.notice}>
          This browser offers no WebGL 2, so the twin cannot be drawn. The table holds the same elements and values.
        </p>
      )}
      <div className={styles.bar}>
        <input
          className={panel.input}
          placeholder="Filter by name, kind, id or owner"
          aria-label="Filter"
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
        />
        <div className={styles.layer}>
          <Select
            label="Layer"
            value={layer}
            choices={[
              { value: ALL, label: "All layers" },
              ...LAYERS.map((l) => ({ value: l, label: LAYER_LABELS[l] })),
            ]}
            onChange={setLayer}
          />
        </div>
        {quantities.length > 0 && (
          <div className={styles.layer}>
            <Select
              label="Quantity"
              value={wanted}
              choices={[{ value: MAIN, label: "Main values" }, ...quantities]}
              onChange={setQuantity}
            />
          </div>
        )}
        <CopyButton
          label="Copy the rows"
          text={() =>
            tableText([
              ["Name", "Kind", "Id", "Owner", "Quantity", "Value", "Unit"],
              ...rows.map(({ original: x }) => [
                ...[x.name, x.kind, x.id, x.owner, x.quantity],
                ...(Number.isNaN(x.value) ? ["", ""] : [String(x.value), x.unit]),
              ]),
            ])
          }
        />
        <span className={panel.muted}>
          {numberText(rows.length)}
          {THIN}
          {rows.length === 1 ? "element" : "elements"}
          {found ? `, found by “${found.text}”` : ""}
        </span>
      </div>
      <div ref={list} className={styles.scroll} data-testid="table">
        <table className={styles.table}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((h) => {
                  const sorted = h.column.getIsSorted();
                  return (
                    <th
                      key={h.id}
                      data-column={h.column.id}
                      aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : "none"}
                    >
                      {h.column.getCanSort() ? (
                        <button type="button" onClick={h.column.getToggleSortingHandler()}>
                          <table.FlexRender header={h} /> {sorted === "asc" ? "↑" : sorted === "desc" ? "↓" : ""}
                        </button>
                      ) : (
                        <table.FlexRender header={h} />
                      )}
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((v) => {
              const x = rows[v.index].original;
              return (
                <tr
                  key={x.id}
                  style={{ transform: `translateY(${v.start}px)` }}
                  data-selected={x.id === selected}
                  onClick={() => select(x.id)}
                >
                  <td data-column="name">
                    <button type="button" className={panel.link}>
                      {x.name}
                    </button>
                  </td>
                  <td data-column="kind">{x.kind}</td>
                  <td data-column="id">{x.id}</td>
                  <td data-column="owner">{x.owner}</td>
                  <td data-column="quantity">{x.quantity}</td>
                  <td data-column="value" title={x.quality ? QUALITY[x.quality].text : undefined}>
                    {x.quality && `${QUALITY[x.quality].mark} `}
                    {x.quantity ? numberText(x.value) : ""}
                    {x.quantity && x.unit ? `${THIN}${x.unit}` : ""}
                  </td>
                  <td data-column="second">{x.second}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const NONE: Item[] = [];
