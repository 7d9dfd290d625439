"use client";

import { useMemo } from "react";
import { type Coverage, coverageOf, numberText, proposedTag, type SeenPoint, THIN } from "@/sim-core";
import { useMapping } from "../_state/mapping";
import styles from "./mapping.module.css";
import panel from "./panel.module.css";

/** What the points on screen, saved or not, leave out of what the bridge hears. */
export function useCoverage(): Coverage {
  const rows = useMapping((s) => s.rows);
  const tags = useMapping((s) => s.tags);
  const health = useMapping((s) => s.health);
  return useMemo(
    () =>
      coverageOf(
        rows.map((row) => row.told),
        tags,
        health?.pointsWithoutTag ?? [],
      ),
    [rows, tags, health],
  );
}

/** How each source stands: its line, its clock against ours, and what it refuses or cannot be relied upon for. */
function Sources() {
  const health = useMapping((s) => s.health);
  const isLive = useMapping((s) => s.isLive);
  if (!health || !isLive) return null;
  return (
    <section>
      <h3>Sources: {health.sources.length}</h3>
      <table className={styles.list}>
        <thead>
          <tr>
            <th>Source</th>
            <th>Line</th>
            <th data-number="true">Its clock</th>
            <th data-number="true">Messages</th>
            <th data-number="true">Connections</th>
            <th>Refused</th>
          </tr>
        </thead>
        <tbody>
          {health.sources.map(({ id, url, link, skew_s, messages, connections, refused }) => (
            <tr key={id}>
              <td title={url}>{id}</td>
              <td className={styles.wide} title={link.why}>
                {link.state === "up" ? "● " : "○ "}
                {link.why}
              </td>
              <td data-number="true" title="median of source time less time of receipt; told, never corrected">
                {skew_s === null ? "–" : skewText(skew_s)}
              </td>
              <td data-number="true">{numberText(messages)}</td>
              <td data-number="true">{connections}</td>
              <td title={refused.map((r) => `${r.point}: ${r.why}`).join("\n")}>
                {refused.length === 0 ? "–" : `${refused.length}: ${refused[0]!.point}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
const skewText = (skew_s: number): string =>
  Math.abs(skew_s) < 0.0005
    ? `0${THIN}s`
    : `${numberText(Math.abs(skew_s), 2)}${THIN}s ${skew_s < 0 ? "behind" : "ahead"}`;

/** As it was told, without the digits that no instrument has. */
const lastText = (value: SeenPoint["value"]): string =>
  value === null || value === undefined
    ? "–"
    : typeof value === "number"
      ? String(Number(value.toPrecision(6)))
      : String(value);

export function MappingCoverage({
  coverage,
  filter,
  onMap,
}: {
  readonly coverage: Coverage;
  readonly filter: string;
  onMap(told: Readonly<Record<string, unknown>>): void;
}) {
  const tags = useMapping((s) => s.tags);
  const isLive = useMapping((s) => s.isLive);
  const wanted = filter.trim().toLowerCase();
  const has = (text: string) => text.toLowerCase().includes(wanted);
  const heard = useMemo(
    () => coverage.pointsWithoutTag.map((seen) => ({ seen, like: proposedTag(seen, tags) })),
    [coverage, tags],
  );
  const lacking = tags.filter((tag) => coverage.tagsWithoutPoint.includes(tag.id) && has(tag.id));
  return (
    <div className={styles.scroll}>
      <div className={styles.coverage}>
        {coverage.tagsTwice.length > 0 && (
          <section>
            <h3>Tags mapped twice: {coverage.tagsTwice.length}</h3>
            <p>One point a Tag: a mapping with these is not taken.</p>
            <ul>
              {coverage.tagsTwice.map(({ tag, points }) => (
                <li key={tag}>
                  <strong>{tag}</strong>: {points.join(", ")}
                </li>
              ))}
            </ul>
          </section>
        )}
        <Sources />
        <section>
          <h3>Heard, without a Tag: {coverage.pointsWithoutTag.length}</h3>
          {!isLive && <p>No bridge runs: nothing is heard.</p>}
          {isLive && heard.length === 0 && <p>Every point that the bridge hears has its Tag.</p>}
          {heard.length > 0 && (
            <table className={styles.list}>
              <thead>
                <tr>
                  <th>Source</th>
                  <th>Point</th>
                  <th data-number="true">Last value</th>
                  <th>Unit</th>
                  <th>Like</th>
                  <th aria-label="Map it" />
                </tr>
              </thead>
              <tbody>
                {heard
                  .filter(({ seen }) => has(`${seen.source} ${seen.point}`))
                  .map(({ seen, like }) => (
                    <tr key={`${seen.source} ${seen.point}`}>
                      <td>{seen.source}</td>
                      <td className={styles.wide} title={seen.point}>
                        {seen.point}
                      </td>
                      <td data-number="true">{lastText(seen.value)}</td>
                      <td>{seen.unit ?? (like ? `${like.unit}?` : "–")}</td>
                      <td title={like && "likest in name; nothing is mapped by it"}>{like?.id ?? "–"}</td>
                      <td>
                        <button
                          type="button"
                          className={panel.link}
                          onClick={() =>
                            onMap({
                              ...{ source: seen.source, point: seen.point, tag: like?.id ?? "" },
                              ...(seen.unit === undefined ? {} : { unit: seen.unit }),
                            })
                          }
                        >
                          Map it
                        </button>
                      </td>
                    </tr>
                  ))}
              </tbody>
            </table>
          )}
        </section>
        <section>
          <h3>Tags without a point: {coverage.tagsWithoutPoint.length}</h3>
          {coverage.tagsWithoutPoint.length === 0 && <p>Every Tag of the district has its point.</p>}
          <ul className={styles.lacking}>
            {lacking.map((tag) => (
              <li key={tag.id}>
                <button
                  type="button"
                  className={panel.link}
                  title={`Add a point for ${tag.id}, in ${tag.unit}`}
                  onClick={() => onMap({ tag: tag.id })}
                >
                  {tag.id}
                </button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
