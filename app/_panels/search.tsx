"use client";

import { useEffect, useRef, useState } from "react";
import { numberText, THIN } from "@/sim-core";
import { ask, clearAnswer, isQuestion, suggest } from "../_commands/search";
import { select } from "../_commands/select";
import { titleOf } from "../_state/atlas";
import { useWorkbench } from "../_state/store";
import { Icon } from "./icons";
import styles from "./search.module.css";

export const SEARCH_ID = "search";
const MOST = 40;

export function Search({ onFly }: { readonly onFly: (id: string) => void }) {
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [error, setError] = useState("");
  const [at, setAt] = useState(0);
  const atlas = useWorkbench((s) => s.atlas);
  const found = useWorkbench((s) => s.found);
  const box = useRef<HTMLDivElement>(null);
  const pick = (id: string) => {
    select(id);
    onFly(id);
    setOpen(false);
  };
  const ids = found ? found.ids : atlas && text.trim() ? suggest(atlas, text, MOST) : [];
  useEffect(() => {
    const away = (e: PointerEvent) => {
      if (!box.current?.contains(e.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", away);
    return () => removeEventListener("pointerdown", away);
  }, []);
  return (
    <div ref={box} className={styles.search}>
      <Icon name="search" size={14} />
      <input
        id={SEARCH_ID}
        type="text"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls="answers"
        autoComplete="off"
        spellCheck={false}
        placeholder="Name, id, or a question: affected-by …"
        value={text}
        onFocus={() => setOpen(true)}
        onChange={(e) => {
          setText(e.target.value);
          setError("");
          setAt(0);
          clearAnswer();
          setOpen(true);
        }}
        onKeyDown={(e) => {
          const last = Math.min(ids.length, MOST) - 1;
          if (isOpen && last >= 0 && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
            e.preventDefault();
            setAt((n) => Math.min(last, Math.max(0, n + (e.key === "ArrowDown" ? 1 : -1))));
          } else if (e.key === "Enter" && !e.shiftKey && ids[at] && (found || !isQuestion(text))) {
            pick(ids[at]);
            e.currentTarget.blur();
          } else if (e.key === "Enter") {
            setAt(0);
            const answer = ask(text);
            setError(answer ?? "");
            setOpen(true);
          } else if (e.key === "Escape") {
            if (text) {
              setText("");
              setError("");
              clearAnswer();
            } else e.currentTarget.blur();
            e.stopPropagation();
          }
        }}
      />
      <kbd className={styles.key}>/</kbd>
      {isOpen && (text.trim() || error) && (
        <div id="answers" className={styles.answers}>
          {error ? (
            <p className={styles.message}>{error}</p>
          ) : (
            <div className={styles.message}>
              {found ? (
                <>
                  <p>
                    {numberText(found.ids.length)}
                    {THIN}found by “{found.text}”
                  </p>
                  {found.summary.map((line) => (
                    <p key={line}>{line}</p>
                  ))}
                </>
              ) : ids.length ? (
                <p>Enter picks; ↑ ↓ choose; Shift+Enter marks all</p>
              ) : (
                <p>Nothing of that name; Enter asks the question</p>
              )}
            </div>
          )}
          <ul>
            {ids.slice(0, MOST).map((id, row) => {
              const i = atlas?.indexOf.get(id);
              if (!atlas || i === undefined) return null;
              return (
                <li key={id}>
                  <button
                    type="button"
                    data-at={row === at}
                    ref={row === at ? (e) => e?.scrollIntoView({ block: "nearest" }) : undefined}
                    onClick={() => pick(id)}
                  >
                    <span>{titleOf(atlas, i)}</span>
                    <small>{found?.notes.get(id) || `${atlas.looks[i].label} ${id}`}</small>
                  </button>
                </li>
              );
            })}
          </ul>
          {ids.length > MOST && (
            <p className={styles.message}>
              and {numberText(ids.length - MOST)}
              {THIN}more, all marked on the twin
            </p>
          )}
        </div>
      )}
    </div>
  );
}
