import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

export const HOW_TO_GET_CHROMIUM =
  "no Chromium found: install one (Debian, Ubuntu: `sudo apt-get install chromium`) or set CHROMIUM to the path of a Chromium or Chrome program";

/** WebGL2 runs on SwiftShader: right pictures on machines without a graphics card, though at few frames a second. */
export const CHROMIUM_FLAGS = [
  ...["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  ...["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onThisSystem(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), MAC].find(isProgram);
}

/** CHROMIUM, else the system's, else Debian's package if we are root; undefined when there is none to be had. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named) {
    if (!isProgram(named)) throw new Error(`CHROMIUM is "${named}", which is no program`);
    return named;
  }
  const found = onThisSystem();
  if (found || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return found;
  console.warn("installing Debian's chromium ...");
  const options = { stdio: ["ignore", "ignore", "inherit"] as ["ignore", "ignore", "inherit"], timeout: 600_000 };
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    execFileSync("apt-get", ["update", "-qq"], { ...options, env });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { ...options, env });
  } catch (error) {
    console.warn(`apt-get could not install it: ${error instanceof Error ? error.message : error}`);
  }
  return onThisSystem();
}
