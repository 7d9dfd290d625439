import type { Issue } from "../model/issue";
import { Document, inside } from "./document";
import { TIME_RULES, type TimeRules } from "./intake";
import { PAYLOAD_FORM, PAYLOAD_LIMITS, type PayloadForm, type PayloadLimits } from "./payload";

export const BRIDGE_FORMAT = "crosscurrent-bridge/1";

/** Where a secret lies; the secret itself is never written into a configuration. */
export type Secret = { readonly env: string } | { readonly file: string };

interface SourceBase {
  readonly id: string;
  readonly url: string;
  readonly user?: string;
  readonly password?: Secret;
}
export interface Subscription {
  readonly filter: string;
  readonly form: PayloadForm;
}
export interface MqttSource extends SourceBase {
  readonly protocol: "mqtt";
  /** 3.1.1 is 4. */
  readonly version: 4 | 5;
  readonly clientId: string;
  /** The broker keeps what comes while the bridge is away; not for one that only looks (--coverage). */
  readonly keepsSession: boolean;
  readonly keepalive_s: number;
  /** Files in PEM; a broker's certificate is always checked. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | null;
  readonly subscriptions: readonly Subscription[];
  readonly limits: PayloadLimits;
}
export const OPCUA_MODES = ["None", "Sign", "SignAndEncrypt"] as const;
/** Policies in use today; the withdrawn ones (SHA-1) are not offered. */
export const OPCUA_POLICIES = ["None", "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"] as const;
export interface OpcuaSource extends SourceBase {
  readonly protocol: "opcua";
  readonly mode: (typeof OPCUA_MODES)[number];
  readonly policy: (typeof OPCUA_POLICIES)[number];
  readonly publishing_ms: number;
  readonly sampling_ms: number;
  /** Trusts a server's certificate that is not in the trust list. For a demo on the same machine. */
  readonly trustAny: boolean;
  /** Files in PEM: who the bridge is to the server, instead of user and password. */
  readonly identity: { readonly cert: string; readonly key: string } | null;
}
export type SourceConfig = MqttSource | OpcuaSource;

export interface BridgeConfig {
  /** A shipped district's name or a file. */
  readonly district: string;
  /** Paths are as written: relative to the configuration's folder. */
  readonly mapping: string;
  readonly spool: string;
  readonly spoolLimit_bytes: number;
  readonly workbench: { readonly url: string; readonly token: Secret } | null;
  readonly time: TimeRules;
  readonly heartbeat_s: number;
  readonly sources: readonly SourceConfig[];
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const PROTOCOLS: Readonly<Record<string, { schemes: readonly string[]; secure: readonly string[] }>> = {
  mqtt: { schemes: ["mqtt:", "mqtts:"], secure: ["mqtts:"] },
  opcua: { schemes: ["opc.tcp:"], secure: [] },
};

/**
 * Reads a bridge's configuration. What leaves this machine must be asked for twice: "allowRemote" for another host at
 * all, and "allowInsecure" for a connection that is not encrypted. A secret written in the file is an error.
 */
export function readBridgeConfig(
  text: string,
  file: string,
): { config: BridgeConfig | null; issues: readonly Issue[] } {
  const doc = new Document(file, text, "bridge");
  const { issues } = doc;
  if (issues.length > 0) return { config: null, issues };
  const known = ["format", "district", "mapping", "spool", "spoolLimit_bytes", "workbench", "time", "heartbeat_s"];
  const root = doc.object(doc.root, "", [...known, "sources"]);
  if (!root) return { config: null, issues };
  if (root.format !== BRIDGE_FORMAT) doc.error("format", root.format, BRIDGE_FORMAT);
  const ids = new Set<string>();
  const sources = doc.list(root.sources, "sources").flatMap((value, k) => {
    const source = readSource(doc, value, `sources[${k}]`);
    if (!source) return [];
    if (ids.has(source.id)) doc.error(`sources[${k}].id`, source.id, "each id once");
    ids.add(source.id);
    return source;
  });
  if (Array.isArray(root.sources) && root.sources.length === 0) doc.error("sources", [], "at least one source");
  const config: BridgeConfig = {
    district: doc.text(root.district ?? "harbourside", "district") ?? "",
    mapping: doc.text(root.mapping, "mapping") ?? "",
    spool: doc.text(root.spool ?? "spool", "spool") ?? "",
    spoolLimit_bytes: doc.number(root.spoolLimit_bytes, "spoolLimit_bytes", 1e9, 1e6),
    workbench: readWorkbench(doc, root.workbench),
    time: readTime(doc, root.time),
    heartbeat_s: doc.number(root.heartbeat_s, "heartbeat_s", 5, 0.1, 3600),
    sources,
  };
  return { config: issues.some((i) => i.severity === "error") ? null : config, issues };
}

function readTime(doc: Document, value: unknown): TimeRules {
  const told = value === undefined ? {} : (doc.object(value, "time", ["future_s", "reorder_s", "late_s"]) ?? {});
  const seconds = (name: keyof TimeRules) => doc.number(told[name], `time.${name}`, TIME_RULES[name], 0, 1e9);
  return { future_s: seconds("future_s"), reorder_s: seconds("reorder_s"), late_s: seconds("late_s") };
}

function readWorkbench(doc: Document, value: unknown): BridgeConfig["workbench"] {
  if (value === undefined || value === null) return null;
  const told = doc.object(value, "workbench", ["url", "token", "allowRemote", "allowInsecure"]);
  if (!told) return null;
  const url = readUrl(doc, told, "workbench", ["http:", "https:"], ["https:"]);
  const token = readSecret(doc, told.token, "workbench.token");
  if (!token && told.token === undefined) doc.error("workbench.token", undefined, '{ "file": ... } or { "env": ... }');
  return url && token ? { url, token } : null;
}

const COMMON = ["id", "protocol", "url", "user", "password", "allowRemote", "allowInsecure"];

function readSource(doc: Document, value: unknown, path: string): SourceConfig | undefined {
  const told = doc.object(value, path);
  if (!told) return undefined;
  const protocol = told.protocol;
  const rules = typeof protocol === "string" && Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol] : undefined;
  if (!rules) {
    doc.error(`${path}.protocol`, protocol, Object.keys(PROTOCOLS).join(" or "));
    return undefined;
  }
  const id = doc.text(told.id, `${path}.id`);
  if (id !== undefined && !/^[A-Za-z0-9_-]{1,40}$/.test(id))
    doc.error(`${path}.id`, id, "letters, digits, - and _, at most 40");
  const mode = doc.choice(told.mode, `${path}.mode`, OPCUA_MODES, "SignAndEncrypt");
  const url = readUrl(
    doc,
    told,
    path,
    rules.schemes,
    protocol === "opcua" && mode !== "None" ? rules.schemes : rules.secure,
  );
  const user = told.user === undefined ? undefined : doc.text(told.user, `${path}.user`);
  const password = told.password === undefined ? undefined : readSecret(doc, told.password, `${path}.password`);
  const base = { id: id ?? "", url: url ?? "", user, password };
  return protocol === "mqtt"
    ? { protocol, ...base, ...readMqtt(doc, told, path, base.id) }
    : { protocol: "opcua", ...base, ...readOpcua(doc, told, path, mode, password !== undefined) };
}

function readMqtt(doc: Document, told: Record<string, unknown>, path: string, id: string) {
  doc.object(told, path, [...COMMON, "version", "clientId", "keepalive_s", "tls", "subscriptions", "limits"]);
  const tls = told.tls === undefined ? null : doc.object(told.tls, `${path}.tls`, ["ca", "cert", "key"]);
  for (const [name, file] of Object.entries(tls ?? {})) doc.text(file, `${path}.tls.${name}`);
  const limits =
    told.limits === undefined ? {} : (doc.object(told.limits, `${path}.limits`, ["bytes", "topic", "metrics"]) ?? {});
  const limit = (name: keyof PayloadLimits) =>
    doc.number(limits[name], `${path}.limits.${name}`, PAYLOAD_LIMITS[name], 1, 1e9);
  return {
    version: doc.choice(told.version, `${path}.version`, ["3.1.1", "5"], "3.1.1") === "5" ? (5 as const) : (4 as const),
    // fixed, so that the broker keeps what comes while the bridge is away
    clientId: doc.text(told.clientId ?? `crosscurrent-${id}`, `${path}.clientId`) ?? "",
    keepsSession: true,
    keepalive_s: doc.number(told.keepalive_s, `${path}.keepalive_s`, 15, 1, 3600),
    tls: (tls as MqttSource["tls"]) ?? null,
    subscriptions: doc.list(told.subscriptions, `${path}.subscriptions`).map((value, k) => {
      return readSubscription(doc, value, `${path}.subscriptions[${k}]`);
    }),
    limits: { bytes: limit("bytes"), topic: limit("topic"), metrics: limit("metrics") },
  };
}

const FORM_PATHS = ["value", "time", "name", "unit", "quality", "list"] as const;

function readSubscription(doc: Document, value: unknown, path: string): Subscription {
  const told = doc.object(value, path, ["filter", "form", "timeUnit", ...FORM_PATHS]) ?? {};
  const filter = doc.text(told.filter, `${path}.filter`) ?? "";
  if (!/^([^+#]*|\+)(\/([^+#]*|\+))*(\/#)?$|^#$/.test(filter))
    doc.error(`${path}.filter`, filter, "a topic filter: + is one whole level, # the rest, at the end");
  const paths = Object.fromEntries(
    FORM_PATHS.map((name) => [name, doc.text(told[name] ?? PAYLOAD_FORM[name], inside(path, name)) ?? ""]),
  ) as Record<(typeof FORM_PATHS)[number], string>;
  return {
    filter,
    form: {
      kind: doc.choice(told.form, `${path}.form`, ["plain", "json", "metrics", "sparkplug"], "plain"),
      timeUnit: doc.choice(told.timeUnit, `${path}.timeUnit`, ["iso", "s", "ms", "us", "ns"], "iso"),
      ...paths,
    },
  };
}

function readOpcua(
  doc: Document,
  told: Record<string, unknown>,
  path: string,
  mode: OpcuaSource["mode"],
  hasPassword: boolean,
) {
  doc.object(told, path, [...COMMON, "mode", "policy", "publishing_ms", "sampling_ms", "trustAny", "identity"]);
  const policy = doc.choice(
    told.policy,
    `${path}.policy`,
    OPCUA_POLICIES,
    mode === "None" ? "None" : "Aes256_Sha256_RsaPss",
  );
  if ((policy === "None") !== (mode === "None"))
    doc.error(`${path}.policy`, policy, `a policy that goes with mode ${mode}`);
  if (mode === "None" && hasPassword)
    doc.error(`${path}.mode`, mode, "Sign or SignAndEncrypt: a password is not sent in the clear");
  const identity =
    told.identity === undefined ? null : (doc.object(told.identity, `${path}.identity`, ["cert", "key"]) ?? null);
  const pem = (name: "cert" | "key") => (identity ? (doc.text(identity[name], `${path}.identity.${name}`) ?? "") : "");
  if (identity && told.user !== undefined)
    doc.error(`${path}.identity`, "user and identity", "one of them: a password or a certificate");
  if (identity && mode === "None")
    doc.error(`${path}.mode`, mode, "Sign or SignAndEncrypt: a certificate is shown on a secured channel only");
  return {
    mode,
    policy,
    identity: identity && { cert: pem("cert"), key: pem("key") },
    publishing_ms: doc.number(told.publishing_ms, `${path}.publishing_ms`, 500, 50, 60_000),
    sampling_ms: doc.number(told.sampling_ms, `${path}.sampling_ms`, 250, 0, 60_000),
    trustAny: doc.flag(told.trustAny, `${path}.trustAny`),
  };
}

function readUrl(
  doc: Document,
  told: Record<string, unknown>,
  path: string,
  schemes: readonly string[],
  secure: readonly string[],
): string | undefined {
  const text = doc.text(told.url, `${path}.url`);
  const allowRemote = doc.flag(told.allowRemote, `${path}.allowRemote`);
  const allowInsecure = doc.flag(told.allowInsecure, `${path}.allowInsecure`);
  if (text === undefined) return undefined;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    doc.error(`${path}.url`, text, `an address like ${schemes[0]}//127.0.0.1:port`);
    return undefined;
  }
  if (url.username || url.password)
    doc.error(`${path}.url`, "an address with a user in it", 'the fields "user" and "password"');
  else if (!schemes.includes(url.protocol)) doc.error(`${path}.url`, text, `${schemes.join(" or ")}//...`);
  else if (!LOOPBACK.test(url.hostname)) {
    if (!allowRemote) doc.error(`${path}.url`, text, 'this machine (127.0.0.1), or "allowRemote": true');
    if (!secure.includes(url.protocol) && !allowInsecure)
      doc.error(`${path}.url`, text, 'an encrypted connection, or "allowInsecure": true');
  }
  return text;
}

function readSecret(doc: Document, value: unknown, path: string): Secret | undefined {
  const want = '{ "env": "NAME" } or { "file": "path" }: a secret does not stand in a configuration';
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const [[kind, where] = [], ...rest] = Object.entries(value);
    if ((kind === "env" || kind === "file") && typeof where === "string" && where !== "" && rest.length === 0)
      return value as Secret;
  }
  // what was written there is not repeated: it may be the secret
  if (value !== undefined) doc.error(path, "something else", want);
  return undefined;
}
