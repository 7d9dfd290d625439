// INTERIM dense solver until network.ts lands
import { allocF64 } from "../core/arena";
let n: i32 = 0; let m: i32 = 0; let from: usize = 0; let to: usize = 0; let a: usize = 0;
export function nodalAnalyse(nodes: i32, links: i32, fromAt: usize, toAt: usize): i32 { n = nodes; m = links; from = fromAt; to = toAt; a = allocF64(n*n); return 0; }
/** x = (A g A')^-1 rhs; nodes with state != 0 give x = 0. Returns -1 or singular row through nodalAt */
export function nodalSolve(g: usize, state: usize, rhs: usize, x: usize): i32 {
  memory.fill(a, 0, (<usize>(n*n))<<3);
  for (let e = 0; e < m; e++) {
    const i = load<i32>(from + ((<usize>e)<<2)), j = load<i32>(to + ((<usize>e)<<2));
    const c = load<f64>(g + ((<usize>e)<<3));
    const si = load<i32>(state + ((<usize>i)<<2)) == 0, sj = load<i32>(state + ((<usize>j)<<2)) == 0;
    if (si) store<f64>(a + ((<usize>(i*n+i))<<3), load<f64>(a + ((<usize>(i*n+i))<<3)) + c);
    if (sj) store<f64>(a + ((<usize>(j*n+j))<<3), load<f64>(a + ((<usize>(j*n+j))<<3)) + c);
    if (si && sj) { store<f64>(a + ((<usize>(i*n+j))<<3), load<f64>(a + ((<usize>(i*n+j))<<3)) - c); store<f64>(a + ((<usize>(j*n+i))<<3), load<f64>(a + ((<usize>(j*n+i))<<3)) - c); }
  }
  for (let i = 0; i < n; i++) { const dead = load<i32>(state + ((<usize>i)<<2)) != 0; if (dead) store<f64>(a + ((<usize>(i*n+i))<<3), 1.0); store<f64>(x + ((<usize>i)<<3), dead ? 0.0 : load<f64>(rhs + ((<usize>i)<<3))); }
  for (let k = 0; k < n; k++) {
    const d = load<f64>(a + ((<usize>(k*n+k))<<3));
    if (!(d > 0.0)) return k + 1;
    for (let i = k + 1; i < n; i++) {
      const l = load<f64>(a + ((<usize>(i*n+k))<<3)) / d;
      if (l == 0.0) continue;
      for (let j = k; j < n; j++) store<f64>(a + ((<usize>(i*n+j))<<3), load<f64>(a + ((<usize>(i*n+j))<<3)) - l*load<f64>(a + ((<usize>(k*n+j))<<3)));
      store<f64>(x + ((<usize>i)<<3), load<f64>(x + ((<usize>i)<<3)) - l*load<f64>(x + ((<usize>k)<<3)));
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = load<f64>(x + ((<usize>i)<<3));
    for (let j = i + 1; j < n; j++) s -= load<f64>(a + ((<usize>(i*n+j))<<3)) * load<f64>(x + ((<usize>j)<<3));
    store<f64>(x + ((<usize>i)<<3), s / load<f64>(a + ((<usize>(i*n+i))<<3)));
  }
  return 0;
}
