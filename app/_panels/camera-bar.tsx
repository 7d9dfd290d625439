"use client";

import styles from "./camera-bar.module.css";
import { IconButton } from "./ui";

export interface CameraBarProps {
  onZoom(factor: number): void;
  onFit(): void;
}

export function CameraBar({ onZoom, onFit }: CameraBarProps) {
  return (
    <div className={styles.bar}>
      <IconButton label="Closer (+)" icon="plus" onClick={() => onZoom(0.8)} />
      <IconButton label="Farther (−)" icon="minus" onClick={() => onZoom(1.25)} />
      <IconButton label="Fit the district (F)" icon="fit" onClick={onFit} />
    </div>
  );
}
