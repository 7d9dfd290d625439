import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { expect, test } from "vitest";

// the port is looked at before anything is built, so these starts end at once
const start = (env: Record<string, string>) => {
  const { status, stderr } = spawnSync(process.execPath, [".ci/start.mjs"], {
    env: { ...process.env, ...env },
    encoding: "utf8",
    timeout: 20_000,
  });
  return { status, stderr };
};

test("a taken port is named, with a free one to try, and the start fails with exit code 1", async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port));
  });
  const { status, stderr } = start({ PORT: String(port), HOST: "127.0.0.1" });
  other.close();
  expect(status).toBe(1);
  expect(stderr).toContain(`port ${port} on 127.0.0.1 is taken by another program`);
  expect(stderr).toContain("PORT=");
});

test.each([
  [{ PORT: "http" }, 'PORT is a number from 1 to 65535, not "http"'],
  [{ PORT: "70000" }, 'PORT is a number from 1 to 65535, not "70000"'],
  [{ PORT: "3999", HOST: "203.0.113.7" }, "cannot listen on 203.0.113.7:3999"], // an address set aside for examples
])("%j is refused by name", (env, message) => {
  expect(start(env)).toMatchObject({ status: 1, stderr: expect.stringContaining(message) });
});
