"use client";

import { useMemo, useState } from "react";
import { type FireFlowRow, numberText, quantityText, THIN } from "@/sim-core";
import { select } from "../_commands/select";
import { stopFireFlow, studyFireFlow } from "../_commands/water";
import { type Atlas, shortName } from "../_state/atlas";
import { useWorkbench } from "../_state/store";
import type { FireFlowPanel } from "../_state/water";
import { Filter, fits } from "./filter";
import panel from "./panel.module.css";
import { type SortColumn, SortTable } from "./sort-table";
import { StudyBody } from "./study-body";
import styles from "./water-desk.module.css";

const NONE: ReadonlyMap<string, FireFlowRow> = new Map();

/** What every hydrant can give with 20 psi left, the weakest first. */
export function FireFlow({ atlas }: { readonly atlas: Atlas }) {
  const study = useWorkbench((s) => s.water.fireFlow);
  const selected = useWorkbench((s) => s.selected);
  const isHydrantsOn = useWorkbench((s) => s.layers.hydrants);
  const [filter, setFilter] = useState("");
  const found = study?.rows ?? NONE;
  const name = (id: string) => shortName(atlas, id);
  const isByNode = [...found.values()].every((r) => r.id === r.node);
  const rows = useMemo(() => {
    const text = (r: FireFlowRow) =>
      [r.id, r.node, r.critical, shortName(atlas, r.id), shortName(atlas, r.critical)].join(" ");
    return [...found.values()].filter((r) => fits(filter, text(r)));
  }, [found, filter, atlas]);
  const flow = (v: number, isMost: boolean) => `${isMost ? `≥${THIN}` : ""}${quantityText(v, "m3/s", "water")}`;
  const place: readonly SortColumn<FireFlowRow>[] = [
    { key: "place", head: isByNode ? "Junction" : "Hydrant", value: (r) => name(r.id), grow: 1.2 },
    ...(isByNode ? [] : [{ key: "node", head: "At", value: (r: FireFlowRow) => name(r.node), grow: 1 }]),
  ];
  const columns: readonly SortColumn<FireFlowRow>[] = [
    ...place,
    {
      ...{ key: "available", head: "Available", note: "With 20 psi left there and at every served node of its zone" },
      ...{ value: (r: FireFlowRow) => r.available_m3_s },
      text: (r) => flow(r.available_m3_s, r.isCapped),
    },
    { key: "how", head: "How", value: (r) => (r.isExact ? "exact" : "screened") },
    {
      key: "critical",
      head: "Set by",
      note: "The node whose pressure sets the limit",
      value: (r) => (r.critical === r.node ? "itself" : name(r.critical)),
      grow: 1.2,
    },
    {
      ...{ key: "own", head: "Own node", note: "With 20 psi left at its own node, whatever the others have" },
      ...{ value: (r: FireFlowRow) => r.atNode_m3_s },
      text: (r) => (r.isExact ? flow(r.atNode_m3_s, r.isCapped) : "–"),
    },
    {
      ...{ key: "static", head: "Static", note: "Pressure without any draw", value: (r: FireFlowRow) => r.static_Pa },
      ...{
        text: (r: FireFlowRow) => quantityText(r.static_Pa, "Pa", "water"),
        limit: (r: FireFlowRow) => r.static_Pa < LEAST_PA,
      },
    },
  ];
  return (
    <>
      <div className={styles.head}>
        <button
          type="button"
          className={panel.button}
          disabled={study?.isBusy}
          onClick={() => void studyFireFlow(false)}
        >
          {study ? "Screen again" : "Screen every place"}
        </button>
        <button
          type="button"
          className={panel.button}
          disabled={study?.isBusy}
          onClick={() => void studyFireFlow(true)}
        >
          Solve exactly
        </button>
        {study?.isBusy && (
          <button type="button" className={panel.button} onClick={stopFireFlow}>
            Stop
          </button>
        )}
        {found.size > 0 && <Filter label="Filter places" value={filter} onChange={setFilter} />}
        {study && (
          <p className={`${panel.small} ${panel.muted}`} role="status" data-testid="fire-flow-status">
            {statusOf(study, rows.length)}
          </p>
        )}
      </div>
      <StudyBody
        failure={study?.failure}
        about={
          <>
            The flow that each hydrant can give while 20{THIN}psi (138{THIN}kPa) are left there and at every served node
            of its pressure zone, with the demands, levels and valves of the instant under the cursor. Screening takes
            one factor of the network for all and is for their order; exact is by real solves, the weakest first.
          </>
        }
      >
        {study ? (
          <SortTable
            label="Fire flow"
            rows={rows}
            columns={columns}
            first={{ key: "available", isDown: false }}
            selected={rows.find((r) => r.id === selected || r.node === selected)?.id}
            idOf={(r) => r.id}
            // hydrants are no layer at first: their junction is
            onPick={(r) => select(isHydrantsOn ? r.id : r.node)}
          />
        ) : null}
      </StudyBody>
    </>
  );
}

/** 20 psi. */
const LEAST_PA = 137_895;

function statusOf(study: FireFlowPanel, shown: number): string {
  const { answer, rows, isBusy, isExact } = study;
  const exact = [...rows.values()].reduce((n, r) => n + (r.isExact ? 1 : 0), 0);
  const all = answer?.places ?? rows.size;
  const what = answer?.isEveryJunction ? "junctions (no hydrants in the model)" : "places";
  const parts = [
    `${shown < rows.size ? `${numberText(shown, 9)} of ` : ""}${numberText(rows.size, 9)} ${what} ${study.when}`,
  ];
  if (isExact || exact > 0) parts.push(`${numberText(exact, 9)} exact`);
  if (isBusy) parts.push("solving");
  if (!isBusy && (answer?.isCancelled || !answer)) parts.push("stopped");
  else if (answer && (answer.screened < all || (isExact && answer.exact < all))) parts.push("not all come to in 30 s");
  const low = answer?.lowBefore.length ?? 0;
  if (low > 0)
    parts.push(
      `${numberText(low, 9)} served ${low === 1 ? "node is" : "nodes are"} below 20 psi without any draw and set no limit`,
    );
  return parts.join(" · ");
}
