import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect } from "vitest";
import { browser, browserTest } from "../support/browser";
import { type Evaluate, elementaryDigest } from "../support/elementary-digest";

const COUNT = 20_000;

type Digest = (seed: number, count: number, evaluate?: Evaluate) => string;

/** Digests of both sides in the page: the bundled TypeScript, and the kernel compiled by the page itself. */
async function digestsInPage(script: string, wasm: string): Promise<{ typescript: string; kernel: string }> {
  const page = await (await browser()).newPage();
  try {
    await page.addScriptTag({ content: script });
    return await page.evaluate(
      async ([bytes, count]) => {
        const { elementaryDigest } = (globalThis as unknown as { digest: { elementaryDigest: Digest } }).digest;
        const binary = Uint8Array.from(atob(bytes as string), (c) => c.charCodeAt(0));
        const { instance } = await WebAssembly.instantiate(binary, {});
        const kernel = elementaryDigest(1, count as number, instance.exports.elementary as unknown as Evaluate);
        return { typescript: elementaryDigest(1, count as number), kernel };
      },
      [wasm, COUNT],
    );
  } finally {
    await page.close();
  }
}

browserTest(
  "13 elementary functions give the same bits in Node and Chromium, in TypeScript and WebAssembly",
  async () => {
    const here = elementaryDigest(1, COUNT);
    const bundle = await build({
      entryPoints: [join(import.meta.dirname, "../support/elementary-digest.ts")],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "digest",
      target: "es2022",
    });
    const wasm = readFileSync(join(import.meta.dirname, "../../public/solvers.wasm")).toString("base64");
    const { typescript, kernel } = await digestsInPage(bundle.outputFiles[0]!.text, wasm);
    expect({ typescript, kernel }).toEqual({ typescript: here, kernel: here });
  },
);
