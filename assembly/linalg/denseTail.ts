import { fillI32, i32At, setI32, setU8, u8At } from "../core/memory";

/**
 * A column of L with so many entries is worked in dense blocks, and with it everything that hangs above it in the tree:
 * there a product costs its arithmetic, elsewhere its list of addresses. Streets alone never reach it.
 */
const DENSE_COUNT: i32 = 14;

/**
 * Puts the dense columns last, subtree by subtree, the heaviest child just before its parent so that the two can share
 * a block. The rest stays in its order, and so does the fill.
 *  Shapes:  parent i32 [n]; count i32 [n] entries of each column; order i32 [n] in/out; scratch i32 [6 n]
 *  Gives:   number of columns that are not dense
 */
export function denseTail(n: i32, parent: usize, count: usize, order: usize, scratch: usize): i32 {
  const step = (<usize>n) << 2;
  const isDense = scratch; // u8 [n]
  const child = isDense + step;
  const sibling = child + step;
  const stack = sibling + step;
  const moved = stack + step;
  memory.fill(isDense, 0, <usize>n);
  let dense = 0;
  for (let j = 0; j < n; j++) {
    if (u8At(isDense, j) === 0 && i32At(count, j) < DENSE_COUNT) continue;
    setU8(isDense, j, 1);
    dense++;
    const p = i32At(parent, j);
    if (p >= 0) setU8(isDense, p, 1);
  }
  if (dense === 0) return n;
  fillI32(child, n, -1);
  for (let j = n - 1; j >= 0; j--) {
    const p = i32At(parent, j);
    if (p < 0 || u8At(isDense, j) === 0) continue;
    const first = i32At(child, p);
    // new children go behind the first one, which is the heaviest so far and is visited last
    if (first !== -1 && i32At(count, first) >= i32At(count, j)) {
      setI32(sibling, j, i32At(sibling, first));
      setI32(sibling, first, j);
    } else {
      setI32(sibling, j, first);
      setI32(child, p, j);
    }
  }
  // From the back: a parent, then its children, the first of them right before it.
  let k = n;
  for (let root = n - 1; root >= 0; root--) {
    if (u8At(isDense, root) === 0 || i32At(parent, root) >= 0) continue;
    let top = 0;
    setI32(stack, 0, root);
    setI32(sibling, root, -1);
    while (top >= 0) {
      const j = i32At(stack, top--);
      setI32(moved, --k, i32At(order, j));
      // the sibling waits below the children
      if (i32At(sibling, j) !== -1) setI32(stack, ++top, i32At(sibling, j));
      if (i32At(child, j) !== -1) setI32(stack, ++top, i32At(child, j));
    }
  }
  for (let j = n - 1; j >= 0; j--) if (u8At(isDense, j) === 0) setI32(moved, --k, i32At(order, j));
  memory.copy(order, moved, step);
  return n - dense;
}
