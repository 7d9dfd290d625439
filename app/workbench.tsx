"use client";

import dynamic from "next/dynamic";
import { Tooltip } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { bindKeys } from "./_commands/keyboard";
import { loadDistrict } from "./_commands/load";
import { keepTicksFilled } from "./_commands/refill";
import { hover, select } from "./_commands/select";
import { adoptTheme, closeDrawers, noteWebGL, toggleRight } from "./_commands/view";
import { BesidePanel } from "./_panels/beside";
import { BranchForm } from "./_panels/branch-form";
import { CameraBar } from "./_panels/camera-bar";
import { CompareView } from "./_panels/compare";
import { DropTarget } from "./_panels/drop-target";
import { Feed } from "./_panels/feed";
import { FirstVisit } from "./_panels/first-visit";
import { Header } from "./_panels/header";
import { Help } from "./_panels/help";
import { ImportReport } from "./_panels/import-report";
import { Inspector } from "./_panels/inspector";
import { KeptRuns } from "./_panels/kept-runs";
import { Layers } from "./_panels/layers";
import { LedgerView } from "./_panels/ledger";
import { Legend } from "./_panels/legend";
import { Mapping } from "./_panels/mapping";
import { RunTree } from "./_panels/run-tree";
import { SEARCH_ID } from "./_panels/search";
import { Story } from "./_panels/story";
import { ElementTable } from "./_panels/table";
import { Timeline } from "./_panels/timeline";
import type { DiagramHandle } from "./_scene/diagram";
import type { TwinHandle } from "./_scene/twin";
import { useLive } from "./_state/live";
import { useWorkbench } from "./_state/store";
import { OverWaterDesk, Plan, Schematic } from "./flat-views";
import styles from "./workbench.module.css";

const Twin = dynamic(() => import("./_scene/twin"), { ssr: false });
const INSPECTOR_ID = "inspector";

/** The one page: puts scene, panels and commands together and computes nothing. */
export function Workbench() {
  const atlas = useWorkbench((s) => s.atlas);
  const view = useWorkbench((s) => s.view);
  const hasWebGL = useWorkbench((s) => s.hasWebGL);
  const leftOpen = useWorkbench((s) => s.leftOpen);
  const rightOpen = useWorkbench((s) => s.rightOpen);
  const isDrafting = useWorkbench((s) => s.draft !== null);
  const isBeside = useLive((s) => s.mode === "compare");
  const camera = useRef<TwinHandle>(null);
  const flat = useRef<DiagramHandle>(null);
  const fly = (id: string) => {
    const index = useWorkbench.getState().atlas?.indexOf.get(id);
    if (index === undefined) return;
    camera.current?.fly(index);
    flat.current?.focus(index);
  };
  const stage = useRef<HTMLElement>(null);
  const [isAlive, setAlive] = useState(false);

  useEffect(() => {
    setAlive(true);
    adoptTheme();
    noteWebGL();
    void loadDistrict("harbourside");
    const stopFilling = keepTicksFilled();
    const unbind = bindKeys({
      orbit: (right, up) =>
        flat.current ? flat.current.step(Math.sign(right), -Math.sign(up)) : camera.current?.orbit(right, up),
      zoom: (factor) => (flat.current ?? camera.current)?.zoom(factor),
      fit: () => (flat.current ?? camera.current)?.fit(),
      focusSelected() {
        const s = useWorkbench.getState();
        const index = s.selected === null ? undefined : s.atlas?.indexOf.get(s.selected);
        if (index !== undefined) (flat.current ?? camera.current)?.focus(index);
      },
      focusSearch: () => document.getElementById(SEARCH_ID)?.focus(),
      openInspector() {
        if (!useWorkbench.getState().rightOpen && matchMedia("(max-width: 1199px)").matches) toggleRight();
        document.getElementById(INSPECTOR_ID)?.focus();
      },
      isOnTwin: () => stage.current !== null && stage.current === document.activeElement,
    });
    return () => {
      stopFilling();
      unbind();
    };
  }, []);

  return (
    <Tooltip.Provider delayDuration={500}>
      {/* what the server drew cannot answer yet: a click would be lost without a word */}
      <div className={styles.page} data-beside={isBeside} inert={!isAlive}>
        <Header onFly={fly} />
        <aside className={styles.left} data-open={leftOpen}>
          <Story />
          <RunTree />
          <Layers />
        </aside>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the twin takes the keyboard: orbit, walk, inspect */}
        <main ref={stage} className={styles.stage} tabIndex={0} aria-label="Twin: arrows orbit, Tab walks the elements">
          {atlas && hasWebGL && (
            <div className={styles.twin} hidden={view !== "twin"}>
              <OverWaterDesk atlas={atlas} isShown={view === "twin"}>
                <Twin atlas={atlas} handle={camera} isShown={view === "twin"} onPick={select} onHover={hover} />
                <CameraBar onZoom={(f) => camera.current?.zoom(f)} onFit={() => camera.current?.fit()} />
                <Legend />
              </OverWaterDesk>
            </div>
          )}
          {atlas && (view === "plan" || view === "schematic") && (
            <div className={styles.twin}>
              {view === "plan" ? <Plan atlas={atlas} handle={flat} /> : <Schematic atlas={atlas} handle={flat} />}
            </div>
          )}
          {atlas && view === "table" && <ElementTable />}
          {atlas && view === "compare" && <CompareView />}
          {atlas && view === "ledger" && <LedgerView />}
          <FirstVisit />
        </main>
        <aside className={styles.right} data-open={rightOpen}>
          {isDrafting ? <BranchForm /> : isBeside ? <BesidePanel /> : <Feed />}
          <div id={INSPECTOR_ID} className={styles.inspector} tabIndex={-1}>
            <Inspector />
          </div>
        </aside>
        {(leftOpen || rightOpen) && (
          <button type="button" className={styles.scrim} aria-label="Close the panel" onClick={closeDrawers} />
        )}
        <Timeline />
      </div>
      <Help />
      <KeptRuns />
      <ImportReport />
      <Mapping />
      <DropTarget />
    </Tooltip.Provider>
  );
}
