import { main } from "./main";

// `| head` closes its end of the pipe when it has seen enough
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

// set, not exit(): what is still in the pipe to stdout is written first
process.exitCode = await main(process.argv.slice(2));
