"use client";

import { useState } from "react";
import { copyText } from "../_commands/download";
import panel from "./panel.module.css";

/** Says whether it worked: a browser may refuse the clipboard. */
export function CopyButton({ label, text }: { readonly label: string; text(): string }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    setSaid((await copyText(text())) ? "Copied" : "The browser refused");
    setTimeout(() => setSaid(""), 1600);
  };
  return (
    <button type="button" className={panel.button} aria-label={label} onClick={copy}>
      {said || "Copy"}
    </button>
  );
}
