"use client";

import { useEffect, useState } from "react";
import { OPEN_ENDINGS, OPEN_ID, openFiles } from "../_commands/open";
import styles from "./drop-target.module.css";

/** Takes a file that is picked, or dropped anywhere on the page, and says so while it hovers. */
export function DropTarget() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (e: DragEvent) => e.dataTransfer?.types.includes("Files") === true;
    // entering a child comes before leaving its parent: count the depth
    let depth = 0;
    const enter = (e: DragEvent) => {
      if (!hasFiles(e)) return;
      depth++;
      setOver(true);
    };
    const leave = (e: DragEvent) => {
      if (hasFiles(e) && --depth <= 0) setOver(false);
    };
    const over = (e: DragEvent) => {
      if (!hasFiles(e)) return;
      e.preventDefault();
      if (e.dataTransfer) e.dataTransfer.dropEffect = "copy";
    };
    const drop = (e: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!hasFiles(e)) return;
      e.preventDefault();
      void openFiles([...(e.dataTransfer?.files ?? [])]);
    };
    addEventListener("dragenter", enter);
    addEventListener("dragleave", leave);
    addEventListener("dragover", over);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragenter", enter);
      removeEventListener("dragleave", leave);
      removeEventListener("dragover", over);
      removeEventListener("drop", drop);
    };
  }, []);
  const picker = (
    <input
      id={OPEN_ID}
      type="file"
      hidden
      tabIndex={-1}
      accept={OPEN_ENDINGS}
      onChange={(e) => {
        void openFiles([...(e.target.files ?? [])]);
        e.target.value = ""; // the same file again is a change too
      }}
    />
  );
  if (!isOver) return picker;
  return (
    <div className={styles.veil}>
      {picker}
      <p>
        Drop to open
        <span>EPANET .inp · MATPOWER .m or case .json · Crosscurrent district .json · also gzipped</span>
      </p>
    </div>
  );
}
