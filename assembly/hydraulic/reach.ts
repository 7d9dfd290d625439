// Which nodes can be reached from others through open links: islands, and circulation of a loop.

function at4(base: usize, i: i32): i32 {
  return load<i32>(base + ((<usize>i) << 2));
}

/**
 * Spreads `mark` from the nodes already holding it (listed in queue[0 .. tail)) through links whose pass[link] says so.
 *  Shapes:  label i32 [node] in/out, pass u8 [link] (0 shut, 1 both ways, 2 from -> to only), queue i32 [node] scratch
 *  Gives:   number of nodes in the queue at the end
 */
export function spread(
  mark: i32,
  tail: i32,
  label: usize,
  pass: usize,
  queue: usize,
  from: usize,
  to: usize,
  nodeStart: usize,
  nodeLinks: usize,
): i32 {
  let head: i32 = 0;
  while (head < tail) {
    const i = at4(queue, head);
    head++;
    const end = at4(nodeStart, i + 1);
    for (let k = at4(nodeStart, i); k < end; k++) {
      const link = at4(nodeLinks, k);
      const way = <i32>load<u8>(pass + <usize>link);
      if (way === 0) continue;
      const a = at4(from, link);
      if (way === 2 && a !== i) continue;
      const j = a === i ? at4(to, link) : a;
      const at = label + ((<usize>j) << 2);
      if ((load<i32>(at) & mark) !== 0) continue;
      store<i32>(at, load<i32>(at) | mark);
      store<i32>(queue + ((<usize>tail) << 2), j);
      tail++;
    }
  }
  return tail;
}
