"use client";

import { type RefObject, useMemo } from "react";
import { hover, select } from "./_commands/select";
import { openFeeder } from "./_commands/view";
import { CameraBar } from "./_panels/camera-bar";
import { Legend } from "./_panels/legend";
import { PowerDesk } from "./_panels/power-desk";
import { SchematicBar } from "./_panels/schematic-bar";
import DiagramView, { type DiagramHandle } from "./_scene/diagram";
import type { Atlas } from "./_state/atlas";
import { planOf } from "./_state/plan";
import { singleLine } from "./_state/single-line";
import { useWorkbench } from "./_state/store";
import styles from "./flat-views.module.css";

export interface FlatViewProps {
  readonly atlas: Atlas;
  readonly handle: RefObject<DiagramHandle | null>;
}

/** Single-line diagram of the power network. */
export function Schematic({ atlas, handle }: FlatViewProps) {
  const opened = useWorkbench((s) => s.openedFeeders);
  const picture = useMemo(() => singleLine(atlas, opened), [atlas, opened]);
  return (
    <div className={styles.split}>
      <div className={styles.picture}>
        <DiagramView
          atlas={atlas}
          diagram={picture.diagram}
          label="Single-line diagram of the power network"
          handle={handle}
          onPick={select}
          onHover={hover}
          onOpen={(id) => openFeeder(id, true)}
        />
        <SchematicBar picture={picture} />
        <CameraBar onZoom={(f) => handle.current?.zoom(f)} onFit={() => handle.current?.fit()} />
        <Legend />
      </div>
      <PowerDesk atlas={atlas} />
    </div>
  );
}

/** The district from above. */
export function Plan({ atlas, handle }: FlatViewProps) {
  const layers = useWorkbench((s) => s.layers);
  const diagram = useMemo(() => planOf(atlas, layers), [atlas, layers]);
  return (
    <>
      <DiagramView
        atlas={atlas}
        diagram={diagram}
        label="Plan of the district"
        handle={handle}
        onPick={select}
        onHover={hover}
      />
      <CameraBar onZoom={(f) => handle.current?.zoom(f)} onFit={() => handle.current?.fit()} />
      <Legend />
    </>
  );
}
