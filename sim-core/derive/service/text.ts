import type { ServiceRow, ServiceSummary } from "./index";

const minutes = (s: number): string => (s / 60).toFixed(2);
const energy = (J: number): string => (J / 3.6e9).toFixed(3);

/** One line for the whole district. */
export function serviceLine(s: ServiceSummary): string {
  const off = s.off_supply > 0 ? `, ${s.off_supply} customers off supply at the end` : "";
  if (s.not_served_J === 0 && s.saidi_s === 0 && s.maifi_1 === 0)
    return `service: no interruption of ${s.customers} customers`;
  const caidi = s.caidi_s === null ? "none sustained" : `CAIDI ${minutes(s.caidi_s)} min`;
  return `service: SAIDI ${minutes(s.saidi_s)} min, SAIFI ${s.saifi_1.toFixed(4)}, ${caidi}, ${energy(s.not_served_J)} MWh not served${off}`;
}

/** The district and each feeder. */
export function serviceTable(s: ServiceSummary): string[] {
  const head = [
    "feeder",
    "customers",
    "off",
    "interrupted",
    "SAIDI min",
    "SAIFI",
    "CAIDI min",
    "MAIFI",
    "MWh not served",
  ];
  const cells = (r: ServiceRow) => [
    r.name,
    String(r.customers),
    String(r.off_supply),
    String(r.interrupted),
    minutes(r.saidi_s),
    r.saifi_1.toFixed(4),
    r.caidi_s === null ? "-" : minutes(r.caidi_s),
    r.maifi_1.toFixed(4),
    energy(r.not_served_J),
  ];
  const table = [head, ...s.feeders.map(cells), cells(s)];
  const widths = head.map((_, c) => Math.max(...table.map((row) => row[c]!.length)));
  return table.map((row) =>
    row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join("  "),
  );
}
