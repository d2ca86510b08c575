import { z } from "zod";
import { json, refusal } from "../http/answers.ts";
import { readQuery, readRun } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";
import { artifactReader, PIECE_BYTES, wholeFile } from "./whole-file.ts";

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
export const artifact: Route = {
  GET: async (call) => {
    const run = await readRun(call);
    const { offset, limit, download } = readQuery(call, Query);
    const path = call.params.path ?? "";
    const read = artifactReader(call.dashboard.store, run, path);
    const found = await read(offset, limit ?? PIECE_BYTES);
    if (!found) return refusal(404, "no_such_artifact", "This run has no file of this name.");
    const { info, content, nextOffset } = found;
    if ((call.request.headers.get("accept") ?? "").startsWith("application/json"))
      return json({ ...call.dashboard.store.redactor().json(info), content, offset, nextOffset });
    const name = path.split("/").at(-1) ?? "artifact";
    const asFile = download === "1" || info.kind === "binary";
    const whole = asFile && limit === undefined;
    return new Response(whole ? wholeFile(found, (at) => read(at, PIECE_BYTES)) : content, {
      headers: {
        "content-type": asFile ? "application/octet-stream" : "text/plain; charset=utf-8",
        "content-disposition": `${asFile ? "attachment" : "inline"}; filename*=UTF-8''${encodeURIComponent(name)}`,
        "x-next-offset": String(whole ? info.size : nextOffset),
        "x-file-size": String(info.size),
      },
    });
  },
};
