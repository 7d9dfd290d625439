import type { District } from "../../model/district";

/** A district as text: one element a line, so that two versions can be compared line by line. */
export function writeDistrict(district: District): string {
  const { elements, ...rest } = district;
  const head = JSON.stringify(rest, null, 1);
  const lines = elements.map((element) => `  ${JSON.stringify(element)}`).join(",\n");
  return `${head.slice(0, head.lastIndexOf("\n}"))},\n "elements": [\n${lines}\n ]\n}\n`;
}
