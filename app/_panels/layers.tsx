"use client";

import { useMemo } from "react";
import { numberText, THIN } from "@/sim-core";
import { colourLayer, setXray, showOnly, toggleLayer } from "../_commands/view";
import { LAYER_LABELS, LAYERS, type Layer } from "../_state/kinds";
import { columnOf, QUANTITIES } from "../_state/quantities";
import { useWorkbench } from "../_state/store";
import styles from "./layers.module.css";
import panel from "./panel.module.css";
import { Select, Slider } from "./ui";

const PLAIN = "plain";

export function Layers() {
  const atlas = useWorkbench((s) => s.atlas);
  const isThere = useMemo(() => new Set(atlas?.layerOf), [atlas]);
  const xray_1 = useWorkbench((s) => s.xray_1);
  return (
    <section className={panel.panel} aria-label="Layers">
      <div className={panel.head}>
        <h2 className={panel.title}>Layers</h2>
        <span className={`${panel.muted} ${panel.small}`}>Colour by</span>
      </div>
      <ul>
        {LAYERS.map(
          (layer, i) =>
            (!atlas || isThere.has(i)) && <LayerRow key={layer} layer={layer} digit={i < 5 ? i + 1 : null} />,
        )}
      </ul>
      <div className={styles.xray}>
        <span>X-ray</span>
        <Slider
          label="X-ray"
          value={xray_1}
          max={1}
          step={0.05}
          text={`${Math.round(xray_1 * 100)} %`}
          onChange={setXray}
        />
        <span className={styles.percent}>
          {numberText(Math.round(xray_1 * 100))}
          {THIN}%
        </span>
      </div>
    </section>
  );
}

function LayerRow({ layer, digit }: { readonly layer: Layer; readonly digit: number | null }) {
  const isOn = useWorkbench((s) => s.layers[layer]);
  const chosen = useWorkbench((s) => s.colourBy[layer] ?? null);
  const layout = useWorkbench((s) => s.history?.layout ?? null);
  const studied = useWorkbench((s) => (s.studied?.quantity.layer === layer ? s.studied.quantity : null));
  const recorded = layout ? QUANTITIES.filter((q) => q.layer === layer && columnOf(layout, q)) : [];
  const offered = studied ? [...recorded, studied] : recorded;
  return (
    <li className={styles.row} data-on={isOn}>
      <label className={styles.name} title="Double-click shows this layer alone" onDoubleClick={() => showOnly(layer)}>
        <input type="checkbox" checked={isOn} onChange={() => toggleLayer(layer)} />
        <Swatch layer={layer} />
        <span>{LAYER_LABELS[layer]}</span>
        {digit && <kbd className={styles.digit}>{digit}</kbd>}
      </label>
      {offered.length > 0 && (
        <div className={styles.by}>
          <Select
            label={`Colour ${LAYER_LABELS[layer].toLowerCase()} by`}
            value={chosen ?? PLAIN}
            isCompact
            choices={[{ value: PLAIN, label: "Plain" }, ...offered.map((q) => ({ value: q.id, label: q.label }))]}
            onChange={(v) => colourLayer(layer, v === PLAIN ? null : v)}
          />
        </div>
      )}
    </li>
  );
}

/** Hue and line pattern together: water solid, power long dash, gas dash-dot, heat double, cooling dotted double. */
export function Swatch({ layer }: { readonly layer: Layer }) {
  if (layer === "plants" || layer === "buildings" || layer === "hydrants") {
    const fill = layer === "hydrants" ? "var(--water)" : layer === "plants" ? "var(--secondary)" : "var(--raised)";
    return (
      <svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true">
        {layer === "hydrants" ? (
          <path d="M11 1l4 10H7z" fill={fill} />
        ) : (
          <rect x="6" y="1" width="10" height="10" fill={fill} stroke="var(--secondary)" />
        )}
      </svg>
    );
  }
  const dash = { water: "", power: "8 3", gas: "7 3 1.5 3", heat: "", cooling: "2 2" }[layer];
  const isDouble = layer === "heat" || layer === "cooling";
  return (
    <svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true" stroke={`var(--${layer})`} fill="none">
      {isDouble ? (
        <path d="M0 4h22M0 8h22" strokeWidth="2" strokeDasharray={dash} />
      ) : (
        <path d="M0 6h22" strokeWidth="3.5" strokeDasharray={dash} />
      )}
    </svg>
  );
}
