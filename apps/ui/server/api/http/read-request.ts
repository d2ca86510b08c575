import { fieldErrors, type Problem, problem, RunId, type RunSummary } from "@codex-toolloop/protocol";
import type { z } from "zod";
import { MAX_BODY_BYTES } from "../../../lib/guard.ts";
import type { Call } from "./route.ts";

/** A request that is answered with its problem. */
export class InvalidRequest extends Error {
  readonly problem: Problem;
  constructor(value: Problem) {
    super(value.detail);
    this.name = "InvalidRequest";
    this.problem = value;
  }
}

function invalid(status: number, code: string, detail: string, errors?: Problem["errors"]): never {
  throw new InvalidRequest(problem(status, code, status === 404 ? "Not found" : "Not valid", detail, errors));
}

/** The JSON body as it came; the function behind the route parses it. */
export async function readJson(call: Call): Promise<unknown> {
  return parseJson(call, await call.request.text());
}

function parseJson({ request }: Call, text: string): unknown {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json *(;|$)/i.test(type))
    invalid(415, "unsupported_media_type", "The body must be JSON: send Content-Type: application/json.");
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) invalid(413, "body_too_large", "The body is too large.");
  try {
    return JSON.parse(text);
  } catch {
    return invalid(400, "invalid_json", "The body is not JSON.");
  }
}

/** The same where a request may do without a body: none is `{}`. */
export async function readOptionalJson(call: Call): Promise<unknown> {
  const text = await call.request.text();
  return text === "" ? {} : parseJson(call, text);
}

/** The JSON body in the shape of a schema. */
export async function readBody<T extends z.ZodType>(call: Call, schema: T): Promise<z.output<T>> {
  const parsed = schema.safeParse(await readJson(call));
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error);
  return invalid(400, "invalid", errors.map((e) => `${e.path}: ${e.message}`).join("; "), errors);
}

/**
 * The query in the shape of a schema. An unknown key is an error: a typing error must not look like "no filter".
 * @param lists keys that may stand several times (or once, with commas).
 */
export function readQuery<T extends z.ZodType>({ url }: Call, schema: T, lists: string[] = []): z.output<T> {
  const raw: Record<string, unknown> = {};
  for (const key of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(key);
    if (lists.includes(key)) raw[key] = values.flatMap((v) => v.split(",")).filter(Boolean);
    else if (values.length > 1)
      invalid(400, "invalid", `${key} stands twice`, [{ path: key, message: "stands twice" }]);
    // The schema passes this one name over.
    else if (key === "__proto__")
      invalid(400, "invalid", `${key}: is not known here`, [{ path: key, message: "is not known here" }]);
    else if (values[0] !== "") raw[key] = values[0];
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error);
  return invalid(400, "invalid", errors.map((e) => `${e.path}: ${e.message}`).join("; "), errors);
}

/** The run that the path names. */
export async function readRun(call: Call): Promise<RunSummary> {
  const id = RunId.safeParse(call.params.runId);
  const run = id.success ? await call.dashboard.run(id.data) : null;
  return run ?? invalid(404, "no_such_run", "There is no run with this id.");
}
