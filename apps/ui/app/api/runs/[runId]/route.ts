import { json } from "../../_http/answers.ts";
import { methods } from "../../_http/methods.ts";
import { readRun } from "../../_http/read-request.ts";

/** One run as it stands now. */
export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  GET: async (call) => json(await readRun(call)),
});
