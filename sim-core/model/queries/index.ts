export { affectedBy, type Effect, type Service } from "./affected";
export { type Answer, answer } from "./answer";
export {
  baseVoltage_V,
  type Feeder,
  type FeederPlan,
  type FeederProfile,
  type FeederTrace,
  feederProfile,
  feedersOf,
  isPowerEdge,
  type LooseEdge,
  type PowerNode,
  type PowerTree,
  powerTree,
  reachOf,
} from "./feeder";
export { type Filter, findElements } from "./find";
export { type Graph, graphOf } from "./graph";
export { type Parsed, parseQuery, QUERY_FORMS, type Query } from "./language";
export { pathBetween, type Step } from "./path";
export { fedBy, servedBy } from "./upstream";
