import { z } from "zod";
import { json, refusal } from "../../../../_http/answers.ts";
import { methods } from "../../../../_http/methods.ts";
import { readQuery, readRun } from "../../../../_http/read-request.ts";

const Query = z.strictObject({
  offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(4 * 1024 * 1024)
    .default(1024 * 1024),
  download: z.enum(["0", "1"]).default("0"),
});

/**
 * A redacted artifact of a run, a piece at a time. Whatever it holds, it is served as plain text that may do nothing, or as
 * JSON with its place in the file, or as a download.
 */
export const { GET, HEAD, POST, PATCH, DELETE } = methods({
  GET: async (call) => {
    const { runId } = await readRun(call);
    const { offset, limit, download } = readQuery(call, Query);
    const path = [call.params.path ?? []].flat().map(decode).join("/");
    const found = await call.dashboard.store.readArtifact(runId, path, { offset, maxBytes: limit });
    if (!found) return refusal(404, "no_such_artifact", "This run has no file of this name.");
    const { info, content, nextOffset } = found;
    if ((call.request.headers.get("accept") ?? "").startsWith("application/json"))
      return json({ ...call.dashboard.store.redactor().json(info), content, offset, nextOffset });
    const name = path.split("/").at(-1) ?? "artifact";
    const asFile = download === "1" || info.kind === "binary";
    return new Response(content, {
      headers: {
        "content-type": asFile ? "application/octet-stream" : "text/plain; charset=utf-8",
        "content-disposition": `${asFile ? "attachment" : "inline"}; filename*=UTF-8''${encodeURIComponent(name)}`,
        "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "x-next-offset": String(nextOffset),
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
