import { coupled } from "./coupled";
import { fireFlowBench } from "./fireflow";
import { gasBench } from "./gas";
import { heatBench } from "./heat";
import { linalgBench } from "./linalg";
import { powerBench } from "./power";
import type { BenchArea } from "./row";
import { settleBench } from "./settle";
import { travel } from "./travel";
import { waterBench } from "./water";

/** Every area of `bench`, in the order in which `bench` alone runs them. A new one is a file beside this and a line here. */
export const AREAS: readonly BenchArea[] = [
  linalgBench,
  coupled,
  settleBench,
  travel,
  gasBench,
  heatBench,
  powerBench,
  waterBench,
  fireFlowBench,
];
