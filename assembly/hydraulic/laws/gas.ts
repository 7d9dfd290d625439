// Steady isothermal gas in the potential u = P^2 (P absolute, Pa):
//   u1 - u2 + height + lift = K C (lambda L/D + zeta) m|m|,   K = Z(Pm), C = pN Tm / (TN rhoN A^2)
// Source: the textbook p1^2 - p2^2 law (Cerbe, Grundlagen der Gastechnik; STANET's and pandapipes' manuals).

/** Mean pressure along a pipe, Pm = 2/3 (P1^3 - P2^3)/(P1^2 - P2^2), in the form that has no 0/0 at P1 = P2. */
export function meanPressure_Pa(p1: f64, p2: f64): f64 {
  const sum = p1 + p2;
  return ((2.0 / 3.0) * (sum * sum - p1 * p2)) / sum;
}

/** Compressibility Z = a + b P, never below 0.05 (a start far from the solution must not turn a sign). */
export function compressibility(a: f64, b_1_Pa: f64, p: f64): f64 {
  const z = a + b_1_Pa * p;
  return Math.max(z, 0.05);
}

/** Density rho = rhoN (TN/pN) P/(T Z), kg/m3; `perPa` = rhoN TN/(pN T). */
export function density_kg_m3(perPa: f64, p: f64, z: f64): f64 {
  return (perPa * p) / z;
}

/** Weight of the gas column, Pa: mean density of both ends times g = 9.81. climb_m = h1 - h2. */
export function heightTerm_Pa(climb_m: f64, rho1: f64, rho2: f64): f64 {
  return 0.5 * (rho1 + rho2) * 9.81 * climb_m;
}

/** Electric or shaft power of an ideal compressor: m Z Rs T k/(k-1) ((P2/P1)^((k-1)/k) - 1), W; `lifted` is that power. */
export function compressorPower_W(m: f64, z: f64, rsT: f64, kappa: f64, lifted: f64): f64 {
  return ((m * z * rsT * kappa) / (kappa - 1.0)) * (lifted - 1.0);
}
