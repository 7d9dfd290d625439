import { KERNEL_TABLES, LAYOUT, type TableName } from "./index";

/** Everything that makes two sides disagree about a byte: order of row sets and columns, names and types. */
export function layoutText(): string {
  const lines: string[] = [];
  for (const table of KERNEL_TABLES) {
    const { rowSets, columns } = LAYOUT[table];
    lines.push(`table ${table} ${rowSets.join(" ")}`);
    for (const c of columns) lines.push(`${c.rows}.${c.name} ${c.type} ${c.unit} ${c.role}`);
  }
  return lines.join("\n");
}

/**
 * FNV-1a twice with different offset bases, as two i32: the kernel compares and returns i32, and BigInt would be
 * slow at every binding. Not cryptographic: it finds a stale build, not an attacker.
 */
export function layoutHash(text = layoutText()): { readonly high: number; readonly low: number } {
  let high = 0x811c9dc5 | 0;
  let low = 0x050c5d1f | 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    high = Math.imul(high ^ c, 0x01000193);
    low = Math.imul(low ^ (c + i), 0x01000193);
  }
  return { high, low };
}

/** `("water", "link", "flow_m3_s")` -> `WATER_LINK_FLOW_M3_S`, the name of the slot constant in the kernel. */
export function slotConstant(table: TableName, rows: string, name: string): string {
  return `${table}_${rows}_${name.replace(/([a-z0-9])([A-Z])/g, "$1_$2")}`.toUpperCase();
}

/** `("water", "link")` -> `WATER_ROWS_LINK`, the name of the row set constant in the kernel. */
export const rowSetConstant = (table: TableName, rows: string): string => `${table}_ROWS_${rows}`.toUpperCase();

/** The whole of assembly/layout.generated.ts. Slots and row sets count from 0 within their utility. */
export function layoutSource(): string {
  const out = [
    "// Written by .ci/layout.mjs from sim-core/compile/layout. Do not edit: change the layout and build again.",
  ];
  const { high, low } = layoutHash();
  out.push(`export const LAYOUT_HASH_HIGH: i32 = ${high};`, `export const LAYOUT_HASH_LOW: i32 = ${low};`);
  let maxSlots = 0;
  let maxRowSets = 0;
  for (const table of KERNEL_TABLES) {
    const { rowSets, columns } = LAYOUT[table];
    maxSlots = Math.max(maxSlots, columns.length);
    maxRowSets = Math.max(maxRowSets, rowSets.length);
    out.push("", `// ${table}`);
    rowSets.forEach((rows, i) => {
      out.push(`export const ${rowSetConstant(table, rows)}: i32 = ${i};`);
    });
    columns.forEach((c, i) => {
      out.push(`/** ${c.type} [${c.rows}] ${c.unit}, ${c.role}: ${c.meaning}. */`);
      out.push(`export const ${slotConstant(table, c.rows, c.name)}: i32 = ${i};`);
    });
  }
  out.push("", `export const MAX_SLOTS: i32 = ${maxSlots};`, `export const MAX_ROW_SETS: i32 = ${maxRowSets};`, "");
  return out.join("\n");
}
