import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "");

/** The suites: each a folder of the same name under test/. `npm test` runs them in this order, each with a time limit. */
const SUITES = ["unit", "laws", "balance", "reference", "oracle", "coupled", "fuzz", "live", "browser"];

export default defineConfig({
  resolve: { alias: { "@": root } },
  test: {
    globalSetup: ["test/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
    projects: SUITES.map((name) => ({
      extends: true as const,
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        // brokers, servers and bridges as processes of their own, and times between them: one file after the other
        ...(name === "live" ? { fileParallelism: false, testTimeout: 180_000 } : {}),
        // one server and one browser for all browser tests: started once, reached over a socket from every test file
        ...(name === "browser"
          ? {
              globalSetup: ["test/global-setup.ts", "test/support/browser-setup.ts"],
              fileParallelism: false,
              testTimeout: 120_000,
            }
          : {}),
      },
    })),
  },
});
