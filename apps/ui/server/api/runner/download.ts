import type { Route } from "../http/route.ts";
import { artifactReader, PIECE_BYTES, wholeFile } from "../runs/whole-file.ts";
import { readJobRun } from "./read-job.ts";

/** The whole log of a job as a file, redacted; of a live one up to its last whole line. */
export const download: Route = {
  GET: async (call) => {
    const run = await readJobRun(call);
    const read = artifactReader(call.dashboard.store, run, "output.log");
    const first = await read(0, PIECE_BYTES);
    return new Response(first ? wholeFile(first, (at) => read(at, PIECE_BYTES)) : "", {
      headers: {
        "content-type": "application/octet-stream",
        // Both parts are of characters that need no quoting.
        "content-disposition": `attachment; filename="${run.workflow}-${run.runId}.log"`,
      },
    });
  },
};
