import { nearest, UsageError, VerbError } from "./args";
import { processTerminal, type Terminal, usageOf, type Verb } from "./verb";
import { VERBS } from "./verbs";

const COMMAND = "npm run -s crosscurrent --";

/** Exit codes: 0 done, 1 could not be done or did not pass, 2 what was typed makes no sense. */
export async function main(typed: readonly string[], terminal: Terminal = processTerminal): Promise<number> {
  const [name, ...rest] = typed;
  if (name === undefined || name === "help" || name === "--help") return help(rest[0], terminal);
  const verb = VERBS.find((v) => v.name === name);
  if (!verb) {
    terminal.note(`crosscurrent: unknown verb "${name}"${nearest(name, [...VERBS.map((v) => v.name), "help"])}`);
    return 2;
  }
  if (rest.includes("--help")) return help(name, terminal);
  try {
    return await verb.run(rest, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.note(`crosscurrent ${name}: ${error.message}`);
      terminal.note(`usage: ${COMMAND} ${usageOf(verb)}`);
      return 2;
    }
    // a bug throws with its stack; a verb that says why it cannot go on does not need one
    terminal.note(`crosscurrent ${name}: ${messageOf(error)}`);
    return 1;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof VerbError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return `no such file or folder: ${(error as NodeJS.ErrnoException).path ?? error.message}`;
  if (code === "EACCES" || code === "EISDIR" || code === "ENOTDIR") return error.message;
  return error.stack ?? error.message;
}

function help(name: string | undefined, terminal: Terminal): number {
  if (name === undefined) {
    terminal.out(`usage: ${COMMAND} <verb> ...\n`);
    const width = Math.max(...VERBS.map((v) => v.name.length));
    for (const verb of VERBS) terminal.out(`  ${verb.name.padEnd(width)}  ${verb.summary}`);
    terminal.out(`  ${"help".padEnd(width)}  this list; help <verb> for one of them`);
    terminal.out(
      "\n--json F writes the answer to F as JSON (- is stdout). Exit code 0: done; 1: failed; 2: bad usage.",
    );
    return 0;
  }
  const verb = VERBS.find((v) => v.name === name);
  if (!verb) {
    terminal.note(
      `crosscurrent help: unknown verb "${name}"${nearest(
        name,
        VERBS.map((v) => v.name),
      )}`,
    );
    return 2;
  }
  describe(verb, terminal);
  return 0;
}

function describe(verb: Verb, terminal: Terminal): void {
  terminal.out(`usage: ${COMMAND} ${usageOf(verb)}\n\n${verb.summary}\n`);
  const rows = [
    ...verb.operands.map((o) => [`<${o.name}>`, o.meaning]),
    ...Object.entries(verb.flags).map(([flag, spec]) => [`--${flag}`, spec.meaning]),
  ];
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  for (const [left, right] of rows) terminal.out(`  ${left.padEnd(width)}  ${right}`);
  if (verb.details) terminal.out(`\n${verb.details.trim()}`);
}
