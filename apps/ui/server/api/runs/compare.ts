import { RunId } from "@codex-toolloop/protocol";
import { z } from "zod";
import { compareRuns } from "../../../lib/compare/compare-runs.ts";
import { loadRunFacts } from "../../../lib/compare/load-run-facts.ts";
import { json, refusal } from "../http/answers.ts";
import { readQuery } from "../http/read-request.ts";
import type { Route } from "../http/route.ts";

const Query = z.strictObject({ a: RunId, b: RunId });

/** Two runs side by side: inputs, steps with their outputs, what they took and used, changed files, report. */
export const compare: Route = {
  GET: async (call) => {
    const { a, b } = readQuery(call, Query);
    const [left, right] = await Promise.all([a, b].map((runId) => loadRunFacts(call.dashboard, runId)));
    if (!left || !right) return refusal(404, "no_such_run", `There is no run ${left ? b : a}.`);
    return json(compareRuns(left, right));
  },
};
