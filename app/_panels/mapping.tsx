"use client";

import { Dialog } from "radix-ui";
import { useRef, useState } from "react";
import { hasErrors, issueText } from "@/sim-core";
import {
  addPoint,
  closeMapping,
  downloadMapping,
  isEdited,
  redoEdit,
  reloadMapping,
  saveMapping,
  showMappingTab,
  undoEdit,
  uploadMapping,
} from "../_commands/mapping";
import { placeOf, useMapping } from "../_state/mapping";
import { MAPPING_COLUMNS } from "../_state/mapping-columns";
import { tableText } from "../_state/table-text";
import { CopyButton } from "./copy-button";
import dialog from "./dialog.module.css";
import { Icon } from "./icons";
import styles from "./mapping.module.css";
import { MappingCoverage, useCoverage } from "./mapping-coverage";
import { type Cell, MappingTable } from "./mapping-table";
import panel from "./panel.module.css";

/** Which field point is which Tag, and how it is read: the bridge's mapping as a table, saved back into its file. */
export function Mapping() {
  const isOpen = useMapping((s) => s.isOpen);
  const file = useMapping((s) => s.file);
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && closeMapping()}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.veil} />
        <Dialog.Content
          className={`${dialog.dialog} ${styles.dialog}`}
          aria-describedby={undefined}
          onEscapeKeyDown={(e) => {
            if ((e.target as HTMLElement | null)?.closest("td input")) e.preventDefault(); // it ends the typing
          }}
        >
          <div className={dialog.head}>
            <Dialog.Title className={dialog.title}>Mapping{file ? ` · ${file}` : ""}</Dialog.Title>
            <Standing />
            <Dialog.Close className={dialog.close} aria-label="Close">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <Editor />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** Whether the bridge reads by what is on screen. */
function Standing() {
  const { health, isLive, revision, file } = useMapping();
  const edited = useMapping(isEdited);
  if (!file) return null;
  const words = edited
    ? "edited, not saved"
    : !isLive || !health
      ? "no bridge runs; it is read at its next start"
      : health.mapping.fault
        ? `the bridge does not take it: ${health.mapping.fault}`
        : health.mapping.revision === revision
          ? "the bridge reads by it"
          : "saved; the bridge is about to take it up";
  return (
    <span className={styles.standing} data-edited={edited}>
      {words}
    </span>
  );
}

function Editor() {
  const { tab, rows, issues, file, doing, error, said, past, future } = useMapping();
  const edited = useMapping(isEdited);
  const [filter, setFilter] = useState("");
  const [active, setActive] = useState<Cell | null>(null);
  const upload = useRef<HTMLInputElement>(null);
  const coverage = useCoverage();
  const open = coverage.pointsWithoutTag.length + coverage.tagsWithoutPoint.length + coverage.tagsTwice.length;
  const go = (told?: Readonly<Record<string, unknown>>) => {
    setFilter("");
    showMappingTab("points");
    const key = addPoint(told);
    setActive({ key, field: told?.point ? "tag" : "point" });
  };
  return (
    <>
      <div className={styles.bar}>
        <div className={styles.tabs} role="tablist" aria-label="Mapping">
          <button type="button" role="tab" aria-selected={tab === "points"} onClick={() => showMappingTab("points")}>
            Points {rows.length}
          </button>
          <button
            type="button"
            role="tab"
            aria-selected={tab === "coverage"}
            onClick={() => showMappingTab("coverage")}
          >
            Coverage {open}
          </button>
        </div>
        <input
          className={styles.filter}
          type="search"
          placeholder="Filter"
          aria-label="Filter points and Tags"
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
        />
        <button type="button" className={panel.button} disabled={!file} onClick={() => go()}>
          Add a point
        </button>
        <button type="button" className={panel.button} disabled={past.length === 0} onClick={undoEdit}>
          Undo
        </button>
        <button type="button" className={panel.button} disabled={future.length === 0} onClick={redoEdit}>
          Redo
        </button>
        <span className={styles.space} />
        <CopyButton
          label="Copy the mapping"
          text={() =>
            tableText([
              MAPPING_COLUMNS.map((c) => c.head),
              ...rows.map(({ told }) => MAPPING_COLUMNS.map((c) => c.read(told))),
            ])
          }
        />
        <button type="button" className={panel.button} disabled={!file} onClick={downloadMapping}>
          Download
        </button>
        <button type="button" className={panel.button} disabled={!file} onClick={() => upload.current?.click()}>
          Upload
        </button>
        <input
          ref={upload}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={async (e) => {
            const [chosen] = e.target.files ?? [];
            e.target.value = "";
            if (chosen) uploadMapping(chosen.name, await chosen.text());
          }}
        />
        <button type="button" className={panel.button} disabled={doing !== ""} onClick={() => void reloadMapping()}>
          {edited ? "Discard" : "Reload"}
        </button>
        <button
          type="button"
          className={panel.primary}
          disabled={!edited || doing !== ""}
          onClick={() => void saveMapping()}
        >
          Save
        </button>
      </div>
      {tab === "points" ? (
        <MappingTable filter={filter} active={active} onActive={setActive} />
      ) : (
        <MappingCoverage filter={filter} coverage={coverage} onMap={go} />
      )}
      <div className={styles.foot} aria-live="polite">
        {error && <p role="alert">{error}</p>}
        {!error && (doing || said) && <p>{doing || said}</p>}
        {hasErrors(issues) && <Issues onGo={(cell) => setActive(cell)} />}
      </div>
    </>
  );
}

const MOST_SHOWN = 4;

/** What the importer says of the points, in its words; a click goes there. */
function Issues({ onGo }: { onGo(cell: Cell): void }) {
  const issues = useMapping((s) => s.issues);
  const rows = useMapping((s) => s.rows);
  return (
    <ul className={styles.issues}>
      {issues.slice(0, MOST_SHOWN).map((issue) => {
        const place = placeOf(issue);
        const row = place ? rows[place.row] : undefined;
        const text = issueText(issue);
        return (
          <li key={text}>
            {row && place ? (
              <button
                type="button"
                onClick={() => {
                  showMappingTab("points");
                  onGo({ key: row.key, field: place.field });
                }}
              >
                {text}
              </button>
            ) : (
              text
            )}
          </li>
        );
      })}
      {issues.length > MOST_SHOWN && <li>and {issues.length - MOST_SHOWN} more</li>}
    </ul>
  );
}
