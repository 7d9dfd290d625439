"use client";

import { type ReactNode, type RefObject, useMemo } from "react";
import { hover, select } from "./_commands/select";
import { openFeeder } from "./_commands/view";
import { CameraBar } from "./_panels/camera-bar";
import { Legend } from "./_panels/legend";
import { PowerDesk } from "./_panels/power-desk";
import { SchematicBar } from "./_panels/schematic-bar";
import { WaterDesk, WaterDeskButton } from "./_panels/water-desk";
import DiagramView, { type DiagramHandle } from "./_scene/diagram";
import type { Atlas } from "./_state/atlas";
import { planOf } from "./_state/plan";
import { singleLine } from "./_state/single-line";
import { useWorkbench } from "./_state/store";
import { hasWater } from "./_state/water";
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

export interface OverWaterDeskProps {
  readonly atlas: Atlas;
  readonly isShown?: boolean;
  readonly children: ReactNode;
}

/** A picture of the district with the desk of its water below, where it has any. */
export function OverWaterDesk({ atlas, isShown = true, children }: OverWaterDeskProps) {
  const hasAny = useMemo(() => hasWater(atlas), [atlas]);
  const isThere = hasAny && isShown;
  return (
    <div className={styles.split}>
      <div className={styles.picture}>
        {children}
        {isThere && <WaterDeskButton />}
      </div>
      {isThere && <WaterDesk atlas={atlas} />}
    </div>
  );
}

/** The district from above. */
export function Plan({ atlas, handle }: FlatViewProps) {
  const layers = useWorkbench((s) => s.layers);
  const diagram = useMemo(() => planOf(atlas, layers), [atlas, layers]);
  return (
    <OverWaterDesk atlas={atlas}>
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
    </OverWaterDesk>
  );
}
