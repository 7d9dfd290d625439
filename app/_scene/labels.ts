import * as THREE from "three";
import { type RunEvent, THIN } from "@/sim-core";
import { type Atlas, titleOf } from "../_state/atlas";
import { activeAt, type WorkbenchState } from "../_state/store";
import styles from "./labels.module.css";

const MOST = 56;
const MOST_NAMED = 6;
const MOST_PLACES = 16;
const MOST_ALARMS = 36;
const MARKS = ["", "■", "▲", "▼", "●"];

/** Names and alarm marks over the twin as plain DOM, placed once a drawn frame; capped, and none over another. */
export class Labels {
  readonly #pool: HTMLDivElement[] = [];
  #host: HTMLElement | null = null;
  readonly #at = new THREE.Vector3();

  constructor(readonly atlas: Atlas) {}

  attach(host: HTMLElement): void {
    this.#host = host;
    for (let i = 0; i < MOST; i++) {
      const d = document.createElement("div");
      d.className = styles.label;
      d.hidden = true;
      host.append(d);
      this.#pool.push(d);
    }
  }

  detach(): void {
    for (const d of this.#pool) d.remove();
    this.#pool.length = 0;
    this.#host = null;
  }

  place(s: WorkbenchState, camera: THREE.Camera, width: number, height: number, lift: readonly number[]): void {
    if (!this.#host) return;
    const { atlas } = this;
    const boxes: [number, number, number, number][] = [];
    let used = 0;
    const put = (index: number, text: string, className: string, isForced: boolean): boolean => {
      const a = atlas.anchors[index];
      if (!a || used >= this.#pool.length) return false;
      const layer = atlas.layerOf[index];
      const up = (layer >= 0 ? lift[layer] : 0) + (layer === 6 ? 4 : atlas.looks[index].size_m * 1.2 + 3);
      this.#at.set(a[0], a[2] + up, -a[1]).project(camera);
      if (this.#at.z > 1) return false;
      const x = ((this.#at.x + 1) / 2) * width;
      const y = ((1 - this.#at.y) / 2) * height;
      const w = 8 + text.length * 6.6;
      const box: [number, number, number, number] = [x - w / 2, y - 24, x + w / 2, y];
      if (!isForced && (box[0] < 4 || box[2] > width - 4 || box[1] < 4 || box[3] > height - 4)) return false;
      if (!isForced && boxes.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]))
        return false;
      boxes.push(box);
      const d = this.#pool[used++];
      if (d.textContent !== text) d.textContent = text;
      if (d.className !== className) d.className = className;
      d.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -100%)`;
      d.hidden = false;
      return true;
    };
    const indexOf = (id: string | null) => (id === null ? -1 : (atlas.indexOf.get(id) ?? -1));
    const chosen = indexOf(s.selected);
    const hovered = indexOf(s.hovered);
    if (chosen >= 0) put(chosen, titleOf(atlas, chosen), `${styles.label} ${styles.selected}`, true);
    if (hovered >= 0 && hovered !== chosen)
      put(hovered, titleOf(atlas, hovered), `${styles.label} ${styles.hovered}`, true);
    let named = 0;
    const most = chosen >= 0 ? 0 : MOST_NAMED;
    const marked = new Set<number>([chosen, hovered]);
    const active = activeAt(s.events, s.tick);
    const alike = new Map<string, number>();
    for (const e of active) alike.set(limitOf(e), (alike.get(limitOf(e)) ?? 0) + 1);
    const told = new Set<string>();
    for (const e of active) {
      const i = indexOf(e.element);
      if (i < 0 || marked.has(i)) continue;
      if (marked.size >= MOST_ALARMS) break;
      marked.add(i);
      // many of one limit are told once, with their count; the others keep their mark alone
      const limit = limitOf(e);
      const count = alike.get(limit) ?? 1;
      const isNamed = named < most && !told.has(limit);
      const words = count > 1 ? `${count}${THIN}× ${e.text.split(":")[0]}` : titleOf(atlas, i);
      const text = isNamed ? `${MARKS[e.priority]} ${words}` : MARKS[e.priority];
      const look = `${styles.label} ${isNamed ? "" : styles.mark} ${styles[`priority${e.priority}`]}`;
      if (put(i, text, look, false) && isNamed) {
        named++;
        told.add(limit);
      }
    }
    if (chosen < 0) {
      let places = 0;
      for (const i of atlas.byWeight) {
        if (places >= MOST_PLACES) break;
        const layer = atlas.layerOf[i];
        if (marked.has(i) || !atlas.elements[i].name || (atlas.looks[i].weight < 6 && layer !== 6)) continue;
        if (layer >= 0 && !Object.values(s.layers)[layer]) continue;
        if (layer === 6 && !PLACES.has(String(atlas.elements[i].fields.use))) continue;
        if (put(i, atlas.elements[i].name ?? "", styles.label, false)) places++;
      }
    }
    for (const d of this.#pool.slice(used)) {
      if (d.hidden) continue;
      d.hidden = true;
      d.textContent = ""; // what is not on the picture is not found in the page either
    }
  }
}

const limitOf = (e: RunEvent) => `${e.priority} ${e.quantity} ${e.limit} ${e.text.split(":")[0]}`;

/** Homes are not named on the map; the places people steer by are. */
const PLACES = new Set(["hospital", "fireStation", "school", "hotel", "dataCentre", "works"]);
