import type { Issue } from "../model/issue";
import { jsonFault } from "./json-fault";

const MOST_DEEP = 32;

/** Editors on Windows begin a file with a mark of its byte order, which JSON knows nothing of: a blank in its place. */
export const unmarked = (text: string): string => text.replace(/^\uFEFF/, " ");

/** A JSON file being read: values by path, and the line on which each stands, so that a fault can be shown its place. */
export class Document {
  readonly issues: Issue[] = [];
  private readonly places: ReadonlyMap<string, Place>;
  readonly root: unknown;

  constructor(
    readonly file: string,
    marked: string,
    private readonly code: string,
  ) {
    const text = unmarked(marked);
    let root: unknown;
    try {
      root = JSON.parse(text);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      const line = text.slice(0, jsonFault(text)).split("\n").length;
      this.issues.push({ severity: "error", code, file, line, field: "JSON", got: message, want: "valid JSON" });
    }
    const deep = root === undefined ? undefined : jsonFault(text, MOST_DEEP);
    if (deep !== undefined) {
      const line = text.slice(0, deep).split("\n").length;
      this.issues.push({
        severity: "error",
        code,
        file,
        line,
        field: "JSON",
        got: `more than ${MOST_DEEP} brackets inside each other`,
        want: "a plain list of points or sources",
      });
      root = undefined;
    }
    this.root = root;
    this.places = root === undefined ? new Map() : placesOf(text);
  }

  say(severity: Issue["severity"], path: string, got: unknown, want: string, hint?: string, element?: string): void {
    const { code, file } = this;
    const told = got === undefined ? "nothing" : typeof got === "string" && got !== "" ? got : JSON.stringify(got);
    this.issues.push({ severity, code, file, line: this.lineOf(path), element, field: path, got: told, want, hint });
  }
  error(path: string, got: unknown, want: string, hint?: string, element?: string): void {
    this.say("error", path, got, want, hint, element);
  }

  /** The line of a value, or of the nearest value around it that is there. */
  lineOf(path: string): number | undefined {
    for (let p = path; ; p = p.replace(/(\.[^.[]*|\[[^\]]*\])$/, "")) {
      const line = this.places.get(p)?.line;
      if (line !== undefined || !/[.[]/.test(p)) return line ?? this.places.get("")?.line;
    }
  }

  object(value: unknown, path: string, known?: readonly string[]): Record<string, unknown> | undefined {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.error(path, value, "an object");
      return undefined;
    }
    if (known)
      for (const name of Object.keys(value))
        if (!known.includes(name)) this.error(inside(path, name), name, `one of ${known.join(", ")}`, "unknown field");
    return value as Record<string, unknown>;
  }
  list(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    this.error(path, value, "a list");
    return [];
  }
  text(value: unknown, path: string): string | undefined {
    if (typeof value === "string" && value !== "") return value;
    this.error(path, value, "a text");
    return undefined;
  }
  /** A finite number within bounds; `otherwise` when the field is left out. */
  number(value: unknown, path: string, otherwise: number, min = Number.NEGATIVE_INFINITY, max = Infinity): number {
    if (value === undefined) return otherwise;
    if (typeof value === "number" && Number.isFinite(value) && value >= min && value <= max) return value;
    const bounds =
      min === Number.NEGATIVE_INFINITY ? "" : max === Infinity ? ` of at least ${min}` : ` from ${min} to ${max}`;
    this.error(path, value, `a number${bounds}`);
    return otherwise;
  }
  flag(value: unknown, path: string, otherwise = false): boolean {
    if (value === undefined) return otherwise;
    if (typeof value === "boolean") return value;
    this.error(path, value, "true or false");
    return otherwise;
  }
  choice<T extends string>(value: unknown, path: string, choices: readonly T[], otherwise: T): T {
    if (value === undefined) return otherwise;
    if (choices.includes(value as T)) return value as T;
    this.error(path, value, `one of ${choices.join(", ")}`);
    return otherwise;
  }
}

export const inside = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/** Where a value stands in its text: its line, counted from 1, and its characters. */
export interface Place {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** Path -> place of every value of a valid JSON text. */
export function placesOf(text: string): Map<string, Place> {
  const places = new Map<string, Place>();
  let at = 0;
  let line = 1;
  const space = () => {
    for (; /\s/.test(text[at] ?? ""); at++) if (text[at] === "\n") line++;
  };
  const word = (): string => {
    const from = at;
    if (text[at] === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === "\\") at++;
      at++;
      return JSON.parse(text.slice(from, at));
    }
    while (at < text.length && !/[\s,\]}]/.test(text[at]!)) at++;
    return text.slice(from, at);
  };
  const value = (path: string): void => {
    space();
    const start = { line, from: at };
    const open = text[at];
    if (open !== "{" && open !== "[") {
      word();
      places.set(path, { ...start, to: at });
      return;
    }
    at++;
    for (let k = 0; ; k++) {
      space();
      if (text[at] === "}" || text[at] === "]") break;
      if (open === "{") {
        const name = word();
        space();
        at++; // the colon
        value(inside(path, name));
      } else value(`${path}[${k}]`);
      space();
      if (text[at] === ",") at++;
    }
    at++;
    places.set(path, { ...start, to: at });
  };
  value("");
  return places;
}
