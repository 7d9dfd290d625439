import * as Comlink from "comlink";
import { workerApi } from "./worker/serve";

Comlink.expose(workerApi());
