// Every import of the project's own sources, resolved: { from, to, typeOnly, package }. Parsed, not searched for, so that
// type-only imports are told from the ones that load code.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { parseSync } from "@swc/core";
import { inRoot } from "./steps.mjs";

const ROOMS = ["app", "sim-core", "assembly", "scenarios", "test"];
const SOURCE = /\.(ts|tsx|mts)$/;

function sourcesBelow(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "generated" ? [] : sourcesBelow(path);
    return SOURCE.test(entry.name) && !entry.name.endsWith(".d.ts") ? [path] : [];
  });
}

/** [{ specifier, typeOnly }] of one file, in order of appearance. */
function importsOf(file) {
  const tree = parseSync(readFileSync(inRoot(file), "utf8"), {
    syntax: "typescript",
    tsx: file.endsWith("x"),
    decorators: true,
    target: "es2022",
  });
  const found = [];
  const allTypes = (node) =>
    node.typeOnly || (node.specifiers?.length > 0 && node.specifiers.every((s) => s.isTypeOnly));
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) {
      for (const child of node) visit(child);
      return;
    }
    if (
      node.type === "ImportDeclaration" ||
      node.type === "ExportAllDeclaration" ||
      node.type === "ExportNamedDeclaration"
    ) {
      if (node.source) found.push({ specifier: node.source.value, typeOnly: Boolean(allTypes(node)) });
    } else if (node.type === "CallExpression" && node.callee.type === "Import") {
      const argument = node.arguments[0]?.expression;
      if (argument?.type === "StringLiteral") found.push({ specifier: argument.value, typeOnly: false });
    } else if (node.type === "TsImportType") {
      found.push({ specifier: node.argument.value, typeOnly: true });
    }
    for (const key in node) if (key !== "span") visit(node[key]);
  };
  visit(tree.body);
  return found;
}

const ENDINGS = ["", ".ts", ".tsx", ".mts", ".mjs", ".js", ".json", "/index.ts", "/index.tsx"];

/** A specifier inside the project -> path from the root; undefined when nothing is there. */
function resolveInside(from, specifier) {
  const path = specifier.startsWith("@/") ? specifier.slice(2) : normalize(join(dirname(from), specifier));
  return ENDINGS.map((ending) => path + ending).find((p) => existsSync(inRoot(p)) && statSync(inRoot(p)).isFile());
}

export function allImports() {
  const edges = [];
  for (const from of ROOMS.flatMap(sourcesBelow))
    for (const { specifier, typeOnly } of importsOf(from)) {
      const inside = specifier.startsWith(".") || specifier.startsWith("@/");
      edges.push(
        inside
          ? { from, to: resolveInside(from, specifier), specifier, typeOnly }
          : { from, package: specifier, specifier, typeOnly },
      );
    }
  return edges;
}
