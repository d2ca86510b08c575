import { outcomeAnswer } from "../http/answers.ts";
import type { Route } from "../http/route.ts";

/** Cancels a job: 200 when it is canceled, 202 while its processes are being ended. */
export const cancel: Route = {
  POST: async ({ dashboard, params, caller }) => {
    const outcome = await dashboard.runner.cancel(params.jobId ?? "", caller);
    return outcomeAnswer(outcome, { status: outcome.ok && outcome.value.status === "canceled" ? 200 : 202 });
  },
};
