"use client";

import { useEffect, useMemo, useState } from "react";
import { type AgeQuestion, numberText, quantityText, THIN } from "@/sim-core";
import { select } from "../_commands/select";
import { stopAge, studyAge } from "../_commands/water";
import { paintWater } from "../_commands/water-desk";
import { type Atlas, shortName } from "../_state/atlas";
import { useWorkbench } from "../_state/store";
import { ageAt } from "../_state/water";
import { instantText } from "../_state/water-look";
import { Filter, fits } from "./filter";
import panel from "./panel.module.css";
import { type SortColumn, SortTable } from "./sort-table";
import { StudyBody } from "./study-body";
import { Select } from "./ui";
import styles from "./water-desk.module.css";

interface AgeRow {
  readonly id: string;
  readonly value: number;
}

const AGE = "age";

/** How old the water is at the cursor, or how much of it came from one source. */
export function Age({ atlas }: { readonly atlas: Atlas }) {
  const study = useWorkbench((s) => s.water.age);
  const tick = useWorkbench((s) => s.tick);
  const hasRun = useWorkbench((s) => s.received > 0);
  const selected = useWorkbench((s) => s.selected);
  const [wanted, setWanted] = useState(AGE);
  const [filter, setFilter] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the map follows the cursor
  useEffect(paintWater, [tick]);
  const all = useMemo((): readonly AgeRow[] => {
    const now = ageAt(study, tick);
    return now ? now.nodes.map((id, i) => ({ id, value: now.values[i] })) : [];
  }, [study, tick]);
  const rows = useMemo(
    () => all.filter((r) => fits(filter, `${r.id} ${shortName(atlas, r.id)}`)),
    [all, filter, atlas],
  );
  const sources = useMemo(() => {
    const found = atlas.elements.filter((e) => e.kind === "reservoir" || e.kind === "tank");
    return found.map((e) => ({ value: e.id, label: `Share from ${e.name ?? e.id}` }));
  }, [atlas]);
  const isAge = study?.question.kind !== "trace";
  const text = (r: AgeRow) =>
    isAge ? quantityText(r.value, "s", "water", "age_s") : quantityText(r.value, "1", "water", "share_1");
  const columns: readonly SortColumn<AgeRow>[] = [
    { key: "node", head: "Node", value: (r) => shortName(atlas, r.id), grow: 1.4 },
    { key: "value", head: isAge ? "Age" : "Share", value: (r) => r.value, text },
    { key: "kind", head: "What", value: (r) => atlas.looks[atlas.indexOf.get(r.id) ?? -1]?.label ?? "", grow: 2 },
  ];
  const question: AgeQuestion["question"] = wanted === AGE ? { kind: "age" } : { kind: "trace", source: wanted };
  return (
    <>
      <div className={styles.head}>
        <div className={styles.question}>
          <Select
            label="What is followed"
            value={wanted}
            choices={[{ value: AGE, label: "Age of the water" }, ...sources]}
            onChange={setWanted}
          />
        </div>
        <button
          type="button"
          className={panel.button}
          disabled={!hasRun || study?.isBusy}
          title={hasRun ? undefined : "Run the scenario first"}
          onClick={() => void studyAge(question)}
        >
          Follow the water
        </button>
        {study?.isBusy && (
          <button type="button" className={panel.button} onClick={stopAge}>
            Stop
          </button>
        )}
        {all.length > 0 && <Filter label="Filter nodes" value={filter} onChange={setFilter} />}
        {study && study.failure === "" && (
          <p className={`${panel.small} ${panel.muted}`} role="status" data-testid="age-status">
            {study.isBusy
              ? `${numberText(Math.round(100 * study.share_1))}${THIN}% of ${study.of}`
              : `${numberText(rows.length, 9)} nodes ${instantText(useWorkbench.getState(), tick)} of ${study.of}${study.answer?.isCancelled ? " · stopped before its end" : ""}`}
          </p>
        )}
      </div>
      <StudyBody
        failure={study?.failure}
        about={
          hasRun
            ? "Follows the water of the run on screen through every pipe and tank: plug flow, tanks mixed completely. At the start all of it is of age 0 (share 0): ages are true where the run has lasted longer than the way from the source."
            : "No values yet: the age of the water is read from a run. Run the scenario first."
        }
      >
        {all.length > 0 ? (
          <SortTable
            key={isAge ? "age" : "share"}
            label="Water age"
            rows={rows}
            columns={columns}
            first={{ key: "value", isDown: true }}
            selected={selected}
            idOf={(r) => r.id}
            onPick={(r) => select(r.id)}
          />
        ) : null}
      </StudyBody>
    </>
  );
}
