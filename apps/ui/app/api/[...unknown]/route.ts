import { refusal } from "../_http/answers.ts";
import { methods } from "../_http/methods.ts";

const unknown = async () => refusal(404, "no_such_route", "There is no such address in this API.");

export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  GET: unknown,
  HEAD: unknown,
  POST: unknown,
  PATCH: unknown,
  DELETE: unknown,
});
