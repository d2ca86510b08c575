import { z } from "zod";
import { json, refusal } from "../../../../_http/answers.ts";
import { methods } from "../../../../_http/methods.ts";
import { readQuery, readRun } from "../../../../_http/read-request.ts";
import { artifactReader, wholeFile } from "./whole-file.ts";

/** Bytes that are read, and held, at once. */
const PIECE = 1024 * 1024;

const Query = z.strictObject({
  offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(4 * 1024 * 1024)
    .optional(),
  download: z.enum(["0", "1"]).default("0"),
});

/**
 * A redacted artifact of a run: a piece of it as plain text that may do nothing, or as JSON with its place in the file; or
 * the whole of it as a download.
 */
export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  GET: async (call) => {
    const run = await readRun(call);
    const { offset, limit, download } = readQuery(call, Query);
    const path = [call.params.path ?? []].flat().map(decode).join("/");
    const read = artifactReader(call.dashboard.store, run, path);
    const found = await read(offset, limit ?? PIECE);
    if (!found) return refusal(404, "no_such_artifact", "This run has no file of this name.");
    const { info, content, nextOffset } = found;
    if ((call.request.headers.get("accept") ?? "").startsWith("application/json"))
      return json({ ...call.dashboard.store.redactor().json(info), content, offset, nextOffset });
    const name = path.split("/").at(-1) ?? "artifact";
    const asFile = download === "1" || info.kind === "binary";
    const whole = asFile && limit === undefined;
    return new Response(whole ? wholeFile(found, (at) => read(at, PIECE)) : content, {
      headers: {
        "content-type": asFile ? "application/octet-stream" : "text/plain; charset=utf-8",
        "content-disposition": `${asFile ? "attachment" : "inline"}; filename*=UTF-8''${encodeURIComponent(name)}`,
        "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "x-next-offset": String(whole ? info.size : nextOffset),
        "x-file-size": String(info.size),
      },
    });
  },
});

/** Next leaves some characters of a catch-all encoded. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
