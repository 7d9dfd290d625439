import { MAX_ROW_SETS, MAX_SLOTS } from "../layout.generated";

// Where the columns of this instance lie. The host writes both tables once, at binding; a kernel loads an address
// once per call: `const head = columnAt(WATER_NODE_HEAD_M);`
const COLUMNS: usize = memory.data(MAX_SLOTS << 2, 16);
const ROWS: usize = memory.data(MAX_ROW_SETS << 2, 16);

/** Byte address of the column in `slot`; 0 before binding. */
export function columnAt(slot: i32): usize {
  return <usize>load<i32>(COLUMNS + ((<usize>slot) << 2));
}

/** Number of rows of a row set. */
export function rowCount(rowSet: i32): i32 {
  return load<i32>(ROWS + ((<usize>rowSet) << 2));
}

export function setColumn(slot: i32, address: usize): void {
  store<i32>(COLUMNS + ((<usize>slot) << 2), <i32>address);
}

export function setRowCount(rowSet: i32, count: i32): void {
  store<i32>(ROWS + ((<usize>rowSet) << 2), count);
}
