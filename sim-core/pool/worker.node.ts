import { parentPort } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { workerApi } from "./worker/serve";

Comlink.expose(workerApi(), nodeEndpoint(parentPort!));
