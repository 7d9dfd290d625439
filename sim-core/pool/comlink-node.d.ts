declare module "comlink/dist/esm/node-adapter.mjs" {
  import type { Endpoint } from "comlink";
  /** A worker or parentPort of node:worker_threads as an endpoint. */
  export default function nodeEndpoint(port: object): Endpoint;
}
