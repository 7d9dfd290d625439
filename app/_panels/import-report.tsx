"use client";

import { Dialog } from "radix-ui";
import { useMemo, useState } from "react";
import { type Issue, issueText, numberText, type ReportEntry, type ReportGroup, THIN } from "@/sim-core";
import { setReportOpen } from "../_commands/open";
import { select } from "../_commands/select";
import { useWorkbench } from "../_state/store";
import { tableText } from "../_state/table-text";
import { CopyButton } from "./copy-button";
import dialog from "./dialog.module.css";
import { Icon } from "./icons";
import styles from "./import-report.module.css";
import panel from "./panel.module.css";
import { type SortColumn, SortTable } from "./sort-table";

const GROUPS: Readonly<Record<ReportGroup, string>> = {
  error: "Errors",
  warning: "Warnings",
  changed: "Changed",
  defaulted: "Defaulted",
  notUsed: "Not used",
  note: "Notes",
};
const WORD: Readonly<Record<ReportGroup, string>> = {
  error: "■ error",
  warning: "▲ warning",
  changed: "changed",
  defaulted: "defaulted",
  notUsed: "not used",
  note: "note",
};
const ORDER = Object.keys(GROUPS) as ReportGroup[];

/** What was read of the last opened file, line by line. */
export function ImportReport() {
  const isOpen = useWorkbench((s) => s.reportOpen);
  const report = useWorkbench((s) => s.report);
  return (
    <Dialog.Root open={isOpen && report !== null} onOpenChange={setReportOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialog.veil} />
        <Dialog.Content
          className={`${dialog.dialog} ${styles.dialog}`}
          aria-describedby={undefined}
          onOpenAutoFocus={(e) => {
            e.preventDefault();
            document.getElementById(GO_ON)?.focus();
          }}
        >
          <div className={dialog.head}>
            <Dialog.Title className={dialog.title}>{report?.file}</Dialog.Title>
            <Dialog.Close className={dialog.close} aria-label="Close">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <Report />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Report() {
  const opened = useWorkbench((s) => s.report);
  const before = useWorkbench((s) => s.atlas?.district.name ?? "");
  const scenario = useWorkbench((s) => s.scenarios[0]);
  const [group, setGroup] = useState<ReportGroup | "all">("all");
  const entries = opened?.entries ?? NONE;
  const shown = useMemo(() => (group === "all" ? entries : entries.filter((e) => e.group === group)), [entries, group]);
  if (!opened) return null;
  const isTaken = opened.district !== null;
  const count = (g: ReportGroup) => entries.filter((e) => e.group === g).length;
  const counts = Object.entries(opened.counts).filter(([, n]) => n > 0);
  return (
    <>
      {isTaken ? (
        <p>
          {opened.format}. Taken over: {counts.map(([name, n]) => counted(name, n)).join(", ")}.{" "}
          {scenario && (
            <>
              “{scenario.name}” runs {numberText(scenario.duration_s / 3600)}
              {THIN}h, a tick every {numberText(scenario.tick_s / 60)}
              {THIN}min.
            </>
          )}
        </p>
      ) : (
        <p className={panel.notice} data-priority="1" role="alert">
          Not opened: {numberText(count("error"))} {count("error") === 1 ? "error" : "errors"}.
          {before && ` ${before} stays on screen.`}
        </p>
      )}
      {entries.length === 0 ? (
        <p className={panel.muted}>Everything was taken over as it stands in the file.</p>
      ) : (
        <>
          <fieldset className={styles.filters} aria-label="Show">
            <button type="button" aria-pressed={group === "all"} onClick={() => setGroup("all")}>
              All {numberText(entries.length)}
            </button>
            {ORDER.filter((g) => count(g) > 0).map((g) => (
              <button key={g} type="button" aria-pressed={group === g} data-group={g} onClick={() => setGroup(g)}>
                {GROUPS[g]} {numberText(count(g))}
              </button>
            ))}
            <span className={styles.space} />
            <CopyButton
              label="Copy the report"
              text={() => tableText(shown.map((e) => [WORD[e.group], issueText(e.issue)]))}
            />
          </fieldset>
          <SortTable
            label="Import report"
            rows={shown}
            columns={COLUMNS}
            first={{ key: "group", isDown: false }}
            hasCopy={false}
            idOf={(e) => String(entries.indexOf(e))}
            onPick={(e) => {
              // "pipe P1" names the kind as well
              const { element } = e.issue;
              if (!isTaken || !element) return;
              for (const id of [element, element.slice(element.indexOf(" ") + 1)]) {
                select(id);
                if (useWorkbench.getState().selected === id) return setReportOpen(false);
              }
            }}
          />
        </>
      )}
      <div className={styles.foot}>
        <Dialog.Close id={GO_ON} className={panel.primary}>
          {isTaken ? "Go on" : "Close"}
        </Dialog.Close>
      </div>
    </>
  );
}

const GO_ON = "go-on";
const NONE: readonly ReportEntry[] = [];
/** "1 tank", "782 junctions". */
const counted = (name: string, n: number) => `${numberText(n, 9)} ${n === 1 ? singular(name) : name}`;
const singular = (name: string) =>
  name
    .replace(/ies$/, "y")
    .replace(/(ch|sh|x|s)es$/, "$1")
    .replace(/([^s])s$/, "$1");

const said = (i: Issue) => [
  i.field,
  i.got !== undefined ? (i.want ? `got ${i.got}` : i.got) : "",
  i.want ? `wanted ${i.want}` : "",
  i.hint ?? "",
];

const COLUMNS: readonly SortColumn<ReportEntry>[] = [
  {
    key: "group",
    head: "What",
    value: (e) => ORDER.indexOf(e.group),
    text: (e) => WORD[e.group],
    isText: true,
    limit: (e) => e.group === "error",
  },
  {
    key: "line",
    head: "Line",
    value: (e) => e.issue.line ?? Number.POSITIVE_INFINITY,
    text: (e) => (e.issue.line ? numberText(e.issue.line, 9) : ""),
  },
  { key: "element", head: "Element", value: (e) => e.issue.element ?? "", grow: 0.8 },
  {
    key: "text",
    head: "What was found",
    value: (e) => said(e.issue).filter(Boolean).join("; ") || e.issue.code,
    grow: 3.4,
  },
];
