type Row = Record<string, unknown>;

/** A file as pandapower's to_json writes it: every table is JSON in a string, orient "split". */
export function pandapowerText(tables: Record<string, readonly Row[]>, isNested = true): string {
  const made = Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      const data = rows.map((row) => columns.map((column) => row[column] ?? null));
      const split = { columns, index: rows.map((_, i) => i), data };
      const body = isNested ? JSON.stringify(split) : split;
      const head = { _module: "pandas.core.frame", _class: "DataFrame", _object: body, orient: "split" };
      return [name, { ...head, dtype: {}, is_multiindex: false }];
    }),
  );
  const net = { ...made, f_hz: 50, sn_mva: 1, name: "small", version: "2.14.11" };
  return JSON.stringify({ _module: "pandapower.auxiliary", _class: "pandapowerNet", _object: net }, null, 1);
}

/** 20 kV to 0.4 kV with everything that is taken over. */
export const SMALL_NET: Record<string, readonly Row[]> = {
  bus: [
    { name: "Station", vn_kv: 20, in_service: true, min_vm_pu: 0.9, max_vm_pu: 1.1 },
    { name: "Street", vn_kv: 20, in_service: true },
    { name: "House", vn_kv: 0.4, in_service: true },
    { name: "Bay", vn_kv: 20, in_service: true },
    { name: "Closed", vn_kv: 20, in_service: false },
  ],
  ext_grid: [{ name: "Grid", bus: 0, vm_pu: 1.02, va_degree: 10, in_service: true }],
  line: [
    {
      from_bus: 0,
      to_bus: 1,
      length_km: 4,
      r_ohm_per_km: 0.3,
      x_ohm_per_km: 0.12,
      c_nf_per_km: 250,
      max_i_ka: 0.3,
      parallel: 2,
    },
    { from_bus: 0, to_bus: 3, length_km: 2, r_ohm_per_km: 0.3, x_ohm_per_km: 0.12, c_nf_per_km: 250, g_us_per_km: 1 },
    { from_bus: 1, to_bus: 4, length_km: 1, r_ohm_per_km: 0.3, x_ohm_per_km: 0.12, c_nf_per_km: 250 },
  ],
  trafo: [
    {
      hv_bus: 1,
      lv_bus: 2,
      sn_mva: 0.4,
      vn_hv_kv: 20,
      vn_lv_kv: 0.41,
      vk_percent: 6,
      vkr_percent: 1.425,
      pfe_kw: 1.35,
      i0_percent: 0.3375,
      shift_degree: 150,
      tap_side: "hv",
      tap_pos: -1,
      tap_neutral: 0,
      tap_step_percent: 2.5,
    },
  ],
  load: [
    { bus: 2, p_mw: 0.2, q_mvar: 0.05, scaling: 0.9, const_z_percent: 20, const_i_percent: 10 },
    { bus: 4, p_mw: 5, q_mvar: 1 },
  ],
  sgen: [{ bus: 2, p_mw: 0.05, q_mvar: -0.01 }],
  gen: [{ bus: 3, p_mw: 0.3, vm_pu: 1.02, min_q_mvar: -1, max_q_mvar: 1 }],
  shunt: [{ bus: 1, p_mw: 0, q_mvar: -0.1, vn_kv: 20, step: 2 }],
  ward: [{ bus: 1, ps_mw: 0.01, qs_mvar: 0.02, pz_mw: 0.03, qz_mvar: 0.04 }],
  motor: [{ bus: 2, pn_mech_mw: 0.02, efficiency_percent: 95, cos_phi: 0.85, loading_percent: 50 }],
  impedance: [{ from_bus: 1, to_bus: 3, rft_pu: 0.02, xft_pu: 0.05, rtf_pu: 0.02, xtf_pu: 0.05, sn_mva: 10 }],
  switch: [
    { bus: 0, element: 1, et: "l", closed: false, type: "CB" },
    { bus: 1, element: 3, et: "b", closed: false, z_ohm: 0 },
  ],
  dcline: [{ from_bus: 0, to_bus: 1, p_mw: 1 }],
  res_bus: [{ vm_pu: 1, va_degree: 0 }],
};
