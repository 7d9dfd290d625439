"use client";

import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { loadDistrict } from "../_commands/load";
import { pickFile, setReportOpen } from "../_commands/open";
import { type SaveAs, save } from "../_commands/save";
import { shownFile, useWorkbench } from "../_state/store";
import styles from "./district-menu.module.css";
import { Icon } from "./icons";

/** The district's name, and what can be done with whole districts: another one, its report, its files. */
export function DistrictMenu() {
  const name = useWorkbench((s) => s.atlas?.district.name ?? "");
  const file = useWorkbench(shownFile);
  const report = useWorkbench((s) => s.report);
  const hasWater = useWorkbench((s) => s.atlas?.elements.some((e) => e.kind === "waterPipe") ?? false);
  const hasSchedule = useWorkbench((s) => s.atlas?.district.waterSchedule !== undefined);
  const hasRun = useWorkbench((s) => s.received > s.tick);
  const opening = useWorkbench((s) => s.opening);
  const [said, setSaid] = useState<string | null>(null);
  const write = (as: SaveAs) => void save(as).then(setSaid);
  return (
    <>
      <DropdownMenu.Root onOpenChange={() => setSaid(null)}>
        <DropdownMenu.Trigger className={styles.trigger} aria-label={`District: ${name}. Open and export`}>
          <span>{name || "District"}</span>
          <Icon name="down" size={12} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={styles.menu} align="start" sideOffset={4} collisionPadding={8}>
            <Item text="Open a file" note="EPANET, MATPOWER, district" onSelect={pickFile} keys="O" />
            {file && <Item text="Back to Harbourside" onSelect={() => void loadDistrict("harbourside")} />}
            {report && <Item text="Import report" note={report.file} onSelect={() => setReportOpen(true)} />}
            <DropdownMenu.Separator className={styles.line} />
            <DropdownMenu.Label className={styles.label}>Export</DropdownMenu.Label>
            {(file?.opened.isInp || hasSchedule) && (
              <Item text="INP" note="the network as it was read" onSelect={() => write("inp")} />
            )}
            {hasWater && (
              <Item
                text="INP at the cursor"
                note="steady, ports frozen"
                isOff={!hasRun}
                onSelect={() => write("tickInp")}
              />
            )}
            <Item
              text="CSV"
              note={hasRun ? "elements, values at the cursor" : "elements"}
              onSelect={() => write("csv")}
            />
            <Item
              text="GeoJSON"
              note={hasRun ? "map, values at the cursor" : "map"}
              onSelect={() => write("geojson")}
            />
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {(opening ?? said) !== null && (
        <span className={styles.said} role="status">
          {opening ?? said}
        </span>
      )}
    </>
  );
}

interface ItemProps {
  readonly text: string;
  readonly note?: string;
  readonly keys?: string;
  readonly isOff?: boolean;
  onSelect(): void;
}

function Item({ text, note, keys, isOff, onSelect }: ItemProps) {
  return (
    <DropdownMenu.Item className={styles.item} disabled={isOff} onSelect={onSelect}>
      <span>{text}</span>
      <small>{isOff ? "run the scenario first" : note}</small>
      {keys && <kbd>{keys}</kbd>}
    </DropdownMenu.Item>
  );
}
