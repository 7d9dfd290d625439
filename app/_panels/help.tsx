"use client";

import { Dialog } from "radix-ui";
import { KEYS } from "../_commands/keyboard";
import { QUESTIONS } from "../_commands/search";
import { setHelp } from "../_commands/view";
import { LAYER_LABELS, UTILITY_LAYERS } from "../_state/kinds";
import { useWorkbench } from "../_state/store";
import styles from "./dialog.module.css";
import { Icon } from "./icons";
import { Swatch } from "./layers";
import panel from "./panel.module.css";

export function Help() {
  const isOpen = useWorkbench((s) => s.helpOpen);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setHelp}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.veil} />
        <Dialog.Content className={styles.dialog} aria-describedby={undefined}>
          <div className={styles.head}>
            <Dialog.Title className={styles.title}>Keys and help</Dialog.Title>
            <Dialog.Close className={styles.close} aria-label="Close">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          <div className={styles.columns}>
            <div>
              <h3>Keys</h3>
              <dl className={styles.keys}>
                {KEYS.filter((k) => k.shown).map((k) => (
                  <div key={k.shown}>
                    <dt>
                      <kbd className={panel.kbd}>{k.shown}</kbd>
                    </dt>
                    <dd>{k.text}</dd>
                  </div>
                ))}
              </dl>
            </div>
            <div>
              <h3>Pointer</h3>
              <p>Drag orbits, right drag or two fingers move, the wheel zooms where it points. Click picks.</p>
              <h3>Search</h3>
              <p>A name or an id finds elements. These questions walk the graph across the utilities:</p>
              <dl className={styles.questions}>
                {QUESTIONS.map((q) => (
                  <div key={q.form}>
                    <dt>
                      <code>{q.form}</code>
                    </dt>
                    <dd>{q.meaning}</dd>
                  </div>
                ))}
              </dl>
              <h3>Lines</h3>
              <ul className={styles.lines}>
                {UTILITY_LAYERS.map((u) => (
                  <li key={u}>
                    <Swatch layer={u} /> {LAYER_LABELS[u]}
                  </li>
                ))}
              </ul>
              <p className={panel.muted}>
                Chevrons point where it flows. Widths are drawn larger than life; their order is true. Every value is
                simulated unless it says otherwise.
              </p>
            </div>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
