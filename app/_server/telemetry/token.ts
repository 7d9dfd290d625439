import { randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RequestError } from "../answer";
import { dataFolder } from "../database";

/** The file whose text a bridge must show; made at first need, readable by this user alone. */
export function tokenFile(): string {
  const file = join(/* turbopackIgnore: true */ dataFolder(), "bridge.token");
  if (existsSync(file)) return file;
  mkdirSync(dataFolder(), { recursive: true });
  writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  return file;
}

/** Only a bridge that can read this server's folder may bring values. */
export function fromBridge(request: Request): void {
  const wanted = Buffer.from(`Bearer ${readFileSync(tokenFile(), "utf8").trim()}`);
  const told = Buffer.from(request.headers.get("authorization") ?? "");
  if (told.length !== wanted.length || !timingSafeEqual(told, wanted))
    throw new RequestError(
      401,
      "noToken",
      "the bridge's token is not that of this server's data folder (bridge.token)",
    );
}
