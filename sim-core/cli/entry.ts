import { main } from "./main";

// set, not exit(): what is still in the pipe to stdout is written first
process.exitCode = await main(process.argv.slice(2));
