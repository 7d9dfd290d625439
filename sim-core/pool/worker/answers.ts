import { openFile } from "../../exchange/open";
import { saveFile } from "../../exchange/save";
import type { QuestionName, Questions } from "../protocol";

/** Who answers which question. A new one is a line here and one in the protocol. */
export const ANSWERS: {
  readonly [Q in QuestionName]: (given: Questions[Q]["given"]) => Questions[Q]["answer"];
} = {
  open: ({ file, text }) => openFile(file, text),
  save: saveFile,
};
