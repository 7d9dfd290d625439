import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { VerbError } from "./args";
import { defineVerb, type Terminal, type Verb } from "./verb";

/** `<!-- figures: bench linalg | grid; streets | max_ms -->` ... `<!-- /figures -->`: what stands between is written by
 *  that command; behind the first bar, the rows to show (those whose name contains one of the words; all when there is
 *  none), behind the second, the facts of a bench row that get a column. */
const BLOCK = /<!-- figures: ([^\n|]+?)(?: \| ([^\n|]*?))?(?: \| ([^\n|]+?))? -->\n[\s\S]*?<!-- \/figures -->/g;

type Json = Readonly<Record<string, unknown>>;

const number = (x: unknown): string => {
  if (typeof x !== "number") return x === undefined || x === null ? "" : String(x);
  if (Number.isInteger(x)) return String(x);
  return Math.abs(x) >= 1000 ? x.toFixed(0) : x.toPrecision(3);
};

const row = (cells: readonly unknown[]): string => `| ${cells.map(number).join(" | ")} |`;

function table(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [row(head), `|${head.map(() => "---|").join("")}`, ...rows.map(row)].join("\n");
}

function benchTable(answer: Json, isShown: (name: string) => boolean, facts: readonly string[]): string {
  const rows = (answer.rows as readonly Json[]).filter((r) => isShown(String(r.name)));
  const hasPeer = rows.some((r) => r.peer !== undefined);
  const of = (r: Json) => facts.map((fact) => ((r.facts ?? {}) as Json)[fact]);
  return table(
    ["case", "ours, ms (min)", "median", ...(hasPeer ? ["peer", "peer, ms (min)", "ratio"] : []), ...facts],
    rows.map((r) => {
      const peer = hasPeer ? [r.peer ?? "-", r.peer_ms, r.ratio] : [];
      return [r.name, r.ours_ms, r.ours_median_ms, ...peer, ...of(r)];
    }),
  );
}

/** Cases by kind, two folders deep; which ones failed, and why others were skipped, the command itself says. */
function referenceTable(answer: Json): string {
  const byFolder = new Map<string, { passed: number; failed: number; skipped: number }>();
  for (const c of answer.cases as readonly { name: string; ok: boolean; skipped?: boolean }[]) {
    const folder = c.name.split("/").slice(0, -1).slice(0, 2).join("/") || ".";
    const count = byFolder.get(folder) ?? { passed: 0, failed: 0, skipped: 0 };
    if (c.skipped) count.skipped++;
    else if (c.ok) count.passed++;
    else count.failed++;
    byFolder.set(folder, count);
  }
  return table(
    ["folder", "passed", "failed", "skipped"],
    [...byFolder].map(([folder, n]) => [folder, n.passed, n.failed, n.skipped]),
  );
}

function runTable(answer: Json): string {
  const plain = Object.entries(answer).filter(([, v]) => typeof v === "number" || typeof v === "string");
  const { solves, ...settled } = (answer.settle ?? {}) as Json;
  const settle = [
    ...Object.entries(settled)
      .filter(([, v]) => typeof v === "number" || (typeof v === "string" && v !== ""))
      .map(([k, v]) => [`settle ${k}`, v]),
    ...Object.entries((solves ?? {}) as Json).map(([k, v]) => [`solves of ${k}`, v]),
    ["ledger worst_relative", (answer.ledger as Json | undefined)?.worst_relative],
  ];
  const seeds = (answer.seeds ?? []) as readonly number[];
  const digests = ((answer.digests ?? []) as readonly string[]).map((d, i) => [
    `digest of seed ${seeds[i]}`,
    `\`${d}\``,
  ]);
  return table(
    ["figure", "value"],
    [...plain.filter(([k]) => k !== "digest" || digests.length === 0), ...settle, ...digests],
  );
}

/** How often it cried wolf, and of each kind of fault what was found and how near. */
function detectTable(answer: Json): string {
  const sound = answer.sound as Json;
  const false_ = `${sound.alarms} in ${sound.days} sound days (set for one in ${answer.design_false_alarm_days})`;
  const head = [
    "hidden",
    "visible",
    "found",
    "median_min",
    "right kind",
    "right zone",
    "place first",
    "among three",
    "among those alike",
    "alike, median",
    "stated",
  ];
  const rows = (answer.kinds as readonly Json[]).map((k) => [
    ...[k.kind, k.trials, k.visible, k.found, k.median_min, k.right_kind, k.right_zone, k.top1, k.top3],
    ...[k.right_class, k.median_class, k.stated],
  ]);
  const { bins, alike, next } = answer.reliability as { bins: readonly Json[]; alike: Json; next: Json };
  const stated = bins
    .filter((b) => Number(b.answers) > 0)
    .map((b) => [`${b.from} to ${b.to}`, b.answers, b.stated, b.right]);
  const among = `The true place among those said to be alike: ${alike.among} of ${alike.asked} (set for ${alike.stated_1}).`;
  return [
    `False alarms: ${false_}.`,
    table(["fault", ...head], rows),
    table(["stated share of the first suspect", "answers", "mean", "right"], stated),
    among,
    `One more reading, at the hydrant that was asked for: of ${next.before} places alike ${next.after} are left (medians); the true one is among them in ${next.among} of ${next.asked}.`,
  ].join("\n\n");
}

type Renderer = (answer: Json, isShown: (name: string) => boolean, facts: readonly string[]) => string;

const RENDERERS: Readonly<Record<string, Renderer>> = {
  bench: benchTable,
  detect: detectTable,
  reference: referenceTable,
  run: runTable,
};

/** Runs one command line with its answer caught instead of printed. */
async function answerOf(
  command: string,
  words: readonly string[],
  facts: readonly string[],
  verbs: readonly Verb[],
  terminal: Terminal,
): Promise<string> {
  const [name, ...typed] = command.split(/\s+/);
  const verb = verbs.find((v) => v.name === name);
  const render = RENDERERS[name];
  if (!verb || !render)
    throw new VerbError(`no figures from "${command}"; there are: ${Object.keys(RENDERERS).join(", ")}`);
  let answer: Json | undefined;
  const caught: Terminal = { ...terminal, out: terminal.note, json: (_, value) => (answer = value as Json) };
  await verb.run([...typed, "--json", "-"], caught);
  if (!answer) throw new VerbError(`"${command}" gave no answer`);
  return render(answer, (row) => words.length === 0 || words.some((word) => row.includes(word)), facts);
}

/** The verb needs the others, so the table of verbs hands them in. */
export const figuresVerb = (verbs: () => readonly Verb[]): Verb =>
  defineVerb({
    name: "figures",
    summary: "re-measures every figure published in a Markdown file and writes it there",
    operands: [{ name: "file", meaning: "the Markdown file (default README.md)", optional: true }],
    flags: { only: { type: "text", meaning: "only blocks whose command contains this" } },
    details: `
A block starts with <!-- figures: COMMAND --> and ends with <!-- /figures -->; COMMAND is a bench, detect, reference or run line
as typed after "npm run -s crosscurrent --"; behind a bar, words that choose the rows to show, and behind a
second one facts to show: bench power | 118; 9241 | iterations. What stands between is replaced by the answer, the machine and the command.`,
    async run({ operands: [file = "README.md"], flags, terminal }) {
      const path = terminal.path(file);
      let text = readFileSync(path, "utf8");
      const blocks = [...text.matchAll(BLOCK)].filter((m) => !flags.only || m[1].includes(flags.only));
      if (blocks.length === 0) throw new VerbError(`${file}: no block to write`);
      for (const [block, command, filter, columns] of blocks) {
        terminal.note(`figures: ${command}`);
        const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`;
        const listed = (text: string | undefined) => text?.split(/;\s*/).filter((word) => word !== "") ?? [];
        const body = await answerOf(command, listed(filter), listed(columns), verbs(), terminal);
        const source = `\`npm run -s crosscurrent -- ${command}\` on ${machine}.`;
        text = text.replace(
          block,
          () => `${block.slice(0, block.indexOf("\n"))}\n${body}\n\n${source}\n<!-- /figures -->`,
        );
        writeFileSync(path, text); // block by block: a failure later on loses nothing
      }
      return 0;
    },
  });
