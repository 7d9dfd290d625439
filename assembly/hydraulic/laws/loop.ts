// A pipe full of water: P1 - P2 + rho g (h1 - h2) = (lambda L/D + zeta) m|m| / (2 A^2 rho), P absolute, Pa.

/** Height term of a pipe, Pa. climb_m = h1 - h2; g = 9.81 as in the references. */
export function heightTerm_Pa(climb_m: f64, rho: f64): f64 {
  return rho * 9.81 * climb_m;
}

/** Water leaving a pipe of loss u (W/K over its whole surface): T = Text + (Tin - Text) e^(-u/(cp m)); `decay` is that e. */
export function pipeOutlet_K(inlet_K: f64, around_K: f64, decay: f64): f64 {
  return around_K + (inlet_K - around_K) * decay;
}
