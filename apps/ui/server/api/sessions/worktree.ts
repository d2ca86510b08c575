import { outcomeAnswer } from "../http/answers.ts";
import { readJson } from "../http/read-request.ts";
import type { Call, Route } from "../http/route.ts";

const idOf = ({ params }: Call) => params.sessionId ?? "";

/** What a session has done in its worktree since the base. */
export const worktree: Route = {
  GET: async (call) => {
    const { agents, store } = call.dashboard;
    return outcomeAnswer(store.redactor().json(await agents.worktree(idOf(call))), { status: 200 });
  },
};

/** Commits everything in it. */
export const worktreeCommit: Route = {
  POST: async (call) => {
    const { agents } = call.dashboard;
    return outcomeAnswer(await agents.commitWorktree(idOf(call), await readJson(call), call.caller), { status: 200 });
  },
};

/** Merges its branch into the base branch, in the user's folder. */
export const worktreeMerge: Route = {
  POST: async (call) =>
    outcomeAnswer(await call.dashboard.agents.mergeWorktree(idOf(call), call.caller), { status: 200 }),
};

/** Back to the base: its changes and commits are thrown away. */
export const worktreeDiscard: Route = {
  POST: async (call) =>
    outcomeAnswer(await call.dashboard.agents.discardWorktree(idOf(call), call.caller), { status: 200 }),
};
