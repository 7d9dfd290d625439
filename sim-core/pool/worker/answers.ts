import { decodeText } from "../../exchange/decode";
import { openFile } from "../../exchange/open";
import { saveFile } from "../../exchange/save";
import { studyOutages } from "../../study/outages";
import { runVariants } from "../../study/variants";
import { studyAge } from "../../study/water/age";
import { studyAreas } from "../../study/water/areas";
import { studyFireFlow } from "../../study/water/fireFlow";
import { studyIsolation } from "../../study/water/isolation";
import { studyZones } from "../../study/water/zones";
import type { QuestionName, Questions } from "../protocol";

export interface AnswerContext<Q extends QuestionName> {
  readonly module: WebAssembly.Module;
  /** Hands on what is known already. */
  part(part: Questions[Q]["part"]): void;
  /** A pause in which a stop is heard. */
  breathe(): Promise<void>;
  isCancelled(): boolean;
}

/** Rows of a study are drawn as they come, and a study ends before anybody thinks that the page has forgotten it. */
const LIMITS = { part_ms: 120, most_ms: 30_000, now_ms: () => performance.now() };

/** Who answers which question. A new one is a line here and one in the protocol. */
export const ANSWERS: {
  readonly [Q in QuestionName]: (
    given: Questions[Q]["given"],
    context: AnswerContext<Q>,
  ) => Questions[Q]["answer"] | Promise<Questions[Q]["answer"]>;
} = {
  open: ({ file, bytes }) => {
    const text = decodeText(bytes);
    return { opened: openFile(file, text), text };
  },
  save: (saving) => saveFile(saving),
  outages: ({ district, at }, { module, part }) => studyOutages(module, district, at, part, LIMITS),
  fireFlow: ({ district, at, isExact }, { module, part, breathe, isCancelled }) =>
    studyFireFlow(module, district, at, isExact, part, { ...LIMITS, breathe, isCancelled }),
  isolation: (question, { module }) => studyIsolation(module, question),
  areas: (question, { module }) => studyAreas(module, question),
  age: (question, { part, breathe, isCancelled }) => studyAge(question, part, { ...LIMITS, breathe, isCancelled }),
  zones: (question, { module }) => studyZones(module, question),
  variants: (given, { module }) => runVariants(module, given),
};
