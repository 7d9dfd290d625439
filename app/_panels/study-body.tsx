import type { ReactNode } from "react";
import panel from "./panel.module.css";
import styles from "./water-desk.module.css";

interface StudyBodyProps {
  /** Why it could not be done; nothing where it could. */
  readonly failure: string | undefined;
  /** What it is about, or doing, as long as nothing is found. */
  readonly about: ReactNode;
  /** What was found; null before. */
  readonly children: ReactNode;
}

/** Below the buttons of a study: why there is no answer, the answer, or what would be answered. */
export function StudyBody({ failure, about, children }: StudyBodyProps) {
  if (failure)
    return (
      <p className={panel.notice} data-priority="2" role="alert">
        {failure}
      </p>
    );
  return (
    children ?? (
      <p className={styles.empty} role="status">
        {about}
      </p>
    )
  );
}
