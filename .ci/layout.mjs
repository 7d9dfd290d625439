// Writes assembly/layout.generated.ts from the columns declared in sim-core/compile/layout.
// The file is touched only when its text changes, so that a build by time stamps stays fresh.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "assembly/layout.generated.ts");

const bundle = await build({
  entryPoints: [join(root, "sim-core/compile/layout/hash.ts")],
  bundle: true,
  write: false,
  format: "esm",
  platform: "neutral",
  logLevel: "error",
});
const { layoutSource } = await import(
  `data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString("base64")}`
);
const text = layoutSource();
if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  writeFileSync(target, text);
  console.log("layout: wrote assembly/layout.generated.ts");
}
