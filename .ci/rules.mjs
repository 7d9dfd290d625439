// Who may import whom. One line a room, as in the plan of the house; every import of the sources is held against it.
import { allImports } from "./imports.mjs";

const UTILITIES = ["water", "power", "gas", "heat"];
const SOLVING = ["contract", "registry", ...UTILITIES, "solve", "compile", "model", "units", "record", "elementary"];
const STAGES = [
  ...SOLVING,
  "schema",
  "catalogue",
  "exchange",
  "couple",
  "control",
  "respond",
  "derive",
  "forecast",
  "time",
  "session",
];
const EVERY_ROOM = [...STAGES, "study", "pool", "poolWorker", "telemetry", "cli", "scenarios", "door", "server"];

/** room -> [rooms it may import, rooms of which it may import types as well]. Besides itself, always. */
const MAY = {
  units: [[]],
  model: [["units", "elementary"]],
  exchange: [["model", "units", "catalogue", "schema", "frame", "elementary"]],
  compile: [["model", "units", "elementary"]],
  solve: [["compile", "units", "elementary"], ["model"]], // the place in an Outcome is an element's id
  contract: [["units"], ["compile", "model", "solve"]],
  schema: [["model", "units"]], // one utility's forms; no sibling, so that they load on the main thread
  derivePart: [
    ["schema", "frame", "units", "elementary"],
    ["model", "record", "compile"],
  ],
  catalogue: [["schema", "derivePart", "model", "units"], ["contract"]],
  registry: [
    ["contract", ...UTILITIES, "schema"],
    ["solve", "compile", "model"],
  ],
  ...Object.fromEntries(
    UTILITIES.map((u) => [u, [["contract", "schema", "solve", "compile", "model", "units", "elementary"]]]),
  ),
  couple: [["contract", "registry", "solve", "compile", "model", "units", "elementary"]],
  control: [["model", "units", "elementary"]],
  record: [["compile", "units", "elementary", "frame"]],
  derive: [["record", "model", "units", "catalogue", "schema", "elementary"]],
  telemetry: [["record", "model", "units", "catalogue", "schema", "elementary"]], // exp and log of a false-alarm rate
  forecast: [["derive", "record", "model", "units", "elementary"]],
  respond: [["derive", "record", "model", "units", "elementary"]],
  time: [STAGES],
  session: [STAGES],
  study: [[...STAGES, "scenarios"]],
  // the main thread stays thin: what it loads must not reach the kernel, only know its shapes
  pool: [["model", "units", "frame"], EVERY_ROOM],
  poolWorker: [["pool", "session", "study", ...STAGES]],
  cli: [EVERY_ROOM],
  scenarios: [["model", "units", "exchange", "elementary"]],
  door: [["pool", "catalogue", "derive", "model", "units", "frame", "scenarios", "telemetry"], EVERY_ROOM],
  server: [EVERY_ROOM],
  elementary: [["assembly"]],
  app: [["door", "appState", "appCommands", "appScene", "appPanels", "appCharts"]],
  appState: [["door"]],
  appCommands: [["door", "appState"]],
  appScene: [["door", "appState"]], // emits onPick and onHover; the page binds them
  appPanels: [["door", "appState", "appCommands", "appCharts"]],
  appCharts: [["door", "appState"]],
  appServer: [["door", "server", "database"]],
  appApi: [["door", "appServer"]],
  assembly: [["elementary", "linalg", "laws"]],
  linalg: [["assembly", "elementary"]],
  laws: [["assembly", "elementary"]],
  test: [
    [...EVERY_ROOM, "derivePart", "frame", "elementary", "assembly", "linalg", "laws", "app", "appState"].concat([
      "appCommands",
      "appScene",
      "appPanels",
      "appCharts",
      "appServer",
      "appApi",
      "database",
    ]),
  ],
};

/** path -> room. The first that fits. */
const ROOM_OF = [
  [/^test\//, "test"],
  [/^scenarios\//, "scenarios"],
  [/^prisma\/generated\//, "database"],
  [/^app\/_server\//, "appServer"],
  [/^app\/api\//, "appApi"],
  [/^app\/_(state|commands|scene|panels|charts)\//, (m) => `app${m[1][0].toUpperCase()}${m[1].slice(1)}`],
  [/^app\//, "app"],
  [/^assembly\/core\/elementary/, "elementary"],
  [/^assembly\/linalg\//, "linalg"],
  [/^assembly\/[a-z]+\/laws(\/|\.ts)/, "laws"],
  [/^assembly\//, "assembly"],
  [/^sim-core\/index\.ts$/, "door"],
  [/^sim-core\/server\.ts$/, "server"],
  [/^sim-core\/utilities\/(contract|registry|catalogue)(\.ts|\/)/, (m) => m[1]],
  [/^sim-core\/utilities\/changeable\.ts$/, "catalogue"], // what a form may ask of a run: of the schemas, not the solvers
  [/^sim-core\/utilities\/[a-z]+\/schema(\.ts|\/)/, "schema"],
  [/^sim-core\/utilities\/[a-z]+\/derive(\.ts|\/)/, "derivePart"],
  [/^sim-core\/utilities\/([a-z]+)\//, (m) => m[1]],
  [/^sim-core\/record\/frame\.ts$/, "frame"],
  [/^sim-core\/record\/history\.ts$/, "frame"], // imports nothing; the page keeps the keyframes that it was handed in it
  [/^sim-core\/pool\/worker/, "poolWorker"],
  [/^sim-core\/([a-z]+)\//, (m) => m[1]],
];

function roomOf(path) {
  for (const [pattern, name] of ROOM_OF) {
    const match = pattern.exec(path);
    if (match) return typeof name === "string" ? name : name(match);
  }
  return undefined;
}

// a Frame's shape belongs to `record`; what may import record may import it, and it may import what record may
MAY.frame = MAY.record;
for (const lists of Object.values(MAY))
  for (const list of lists) if (list.includes("record") && !list.includes("frame")) list.push("frame");

/** Packages and Node's modules, by who must not load them. */
const inSimCore = (path) => path.startsWith("sim-core/") || path.startsWith("scenarios/");
const onNode = (path) =>
  /^sim-core\/(cli\/|server\.ts|telemetry\/adapters\/|pool\/[a-z.-]*node)/.test(path) ||
  /^scenarios\/.*\.node\.ts$/.test(path);
const PACKAGE_RULES = [
  [
    inSimCore,
    /^(react|react-dom|next|three|prisma|better-sqlite3|zustand)(\/|$)|^@(react-three|prisma)\//,
    "sim-core is free of frameworks and databases",
  ],
  [
    (p) => inSimCore(p) && !onNode(p),
    /^(node:|fs$|path$|worker_threads$)/,
    "sim-core is host-neutral: Node's modules only in cli, server.ts, pool/*node*, telemetry/adapters",
  ],
  [
    (p) => p.startsWith("app/") && !/^app\/(_server|api)\//.test(p),
    /^node:|^better-sqlite3|^@prisma\//,
    "the browser has no Node and no database",
  ],
  [(p) => p.startsWith("app/api/"), /^better-sqlite3|^@prisma\//, "a route asks app/_server"],
  [(p) => p.startsWith("assembly/"), /./, "assembly imports assembly only"],
];

function faultOf(edge) {
  const { from, to, specifier, typeOnly } = edge;
  if (edge.package !== undefined) {
    const rule = PACKAGE_RULES.find(([who, what]) => who(from) && what.test(specifier));
    return rule && !(typeOnly && !from.startsWith("assembly/")) ? rule[2] : undefined;
  }
  if (to === undefined) return specifier.endsWith(".css") ? undefined : "nothing is there";
  const [mine, theirs] = [roomOf(from), roomOf(to)];
  if (mine === undefined) return "the house has no such room";
  if (/\.(css|json|wasm)$/.test(to) && theirs !== "test") return undefined;
  if (theirs === undefined) return "outside the rooms";
  if (mine === theirs && !(mine === "schema" || mine === "derivePart")) return undefined;
  if ((mine === "schema" || mine === "derivePart") && mine === theirs)
    return from.split("/")[2] === to.split("/")[2] ? undefined : "one utility never imports another";
  if (theirs === "test") return "nobody imports test";
  if (mine === "elementary" && theirs === "assembly" && !to.startsWith("assembly/core/"))
    return "elementary stands on core alone";
  if (mine === "laws" && theirs === "assembly" && !to.startsWith("assembly/core/")) return "laws import only core";
  if (mine === "linalg" && theirs === "assembly" && !/^assembly\/(core\/|layout\.generated)/.test(to))
    return "linalg knows no physics";
  if (UTILITIES.includes(mine) && theirs === "schema" && from.split("/")[2] !== to.split("/")[2])
    return "one utility never imports another";
  const [values, types = []] = MAY[mine] ?? [[]];
  if (values.includes(theirs) || (typeOnly && types.includes(theirs))) return undefined;
  return `${mine} may import ${values.join(", ") || "nothing"}${types.length ? `; types also of ${types === EVERY_ROOM ? "any room" : types.join(", ")}` : ""}`;
}

/** Rings of imports, each once: depth-first, a ring is found where a file that is still open is met again. */
function cycles(edges) {
  const next = groupByFrom(edges);
  const state = new Map();
  const rings = [];
  const visit = (file, trail) => {
    state.set(file, "open");
    for (const { to } of next.get(file) ?? []) {
      if (state.get(to) === "open") rings.push([...trail.slice(trail.indexOf(to)), to]);
      else if (!state.has(to)) visit(to, [...trail, to]);
    }
    state.set(file, "closed");
  };
  for (const file of next.keys()) if (!state.has(file)) visit(file, [file]);
  return rings;
}

function groupByFrom(edges) {
  const groups = new Map();
  for (const edge of edges) groups.set(edge.from, [...(groups.get(edge.from) ?? []), edge]);
  return groups;
}

/** How the main thread would come to load the kernel: the chain of files, or undefined. */
function chainTo(edges, start, isForbidden) {
  const next = groupByFrom(edges);
  const cameFrom = new Map([[start, undefined]]);
  for (const file of cameFrom.keys())
    for (const { to } of next.get(file) ?? []) {
      if (cameFrom.has(to)) continue;
      cameFrom.set(to, file);
      if (!isForbidden(to)) continue;
      const chain = [];
      for (let f = to; f !== undefined; f = cameFrom.get(f)) chain.unshift(f);
      return chain;
    }
  return undefined;
}

const edges = allImports();
const faults = edges.flatMap((edge) => {
  const fault = faultOf(edge);
  return fault ? [`${edge.from} imports ${edge.to ?? edge.specifier}${edge.typeOnly ? " (types)" : ""}: ${fault}`] : [];
});
const inside = edges.filter((edge) => edge.to !== undefined);
for (const ring of cycles(inside)) faults.push(`a ring of imports: ${ring.join(" -> ")}`);

const loaded = inside.filter((edge) => !edge.typeOnly);
const KERNEL_ROOMS = ["solve", "couple", "session", "registry", "poolWorker", "server", "cli", ...UTILITIES];
const pagesAndDoor = new Set(
  loaded.map((e) => e.from).filter((f) => f === "sim-core/index.ts" || /^app\/(?!_server|api)/.test(f)),
);
for (const start of pagesAndDoor) {
  const chain = chainTo(
    loaded,
    start,
    (file) => KERNEL_ROOMS.includes(roomOf(file)) && file !== "sim-core/solve/outcome.ts",
  );
  if (chain) faults.push(`the main thread would load the solvers: ${chain.join(" -> ")}`);
}

for (const fault of new Set(faults)) console.error(fault);
console.log(
  `${edges.length} imports of ${new Set(edges.map((e) => e.from)).size} files: ${faults.length === 0 ? "all as planned" : `${faults.length} against the plan`}`,
);
process.exit(faults.length === 0 ? 0 : 1);
