import { type ControlLine, isFinal, type Outcome, refuse } from "@codex-toolloop/protocol";
import { adoptTerminalRun } from "./adopt/adopt-terminal-run.ts";
import { tell } from "./audit/tell.ts";
import type { Context } from "./context.ts";
import type { Said } from "./contract.ts";
import { alreadyFinal, refusalOf } from "./refusal.ts";

/** See `Supervisor.control`. One at a time a run: of two decisions that come together the second sees the first. */
export function controlRun(
  ctx: Context,
  runId: string,
  said: Said,
  { askedAt = "" }: { askedAt?: string } = {},
): Promise<Outcome<{ accepted: true }>> {
  const before = ctx.controls.get(runId) ?? Promise.resolve();
  const mine = before.then(() => attempt(ctx, runId, said, askedAt));
  const settled = mine.then(
    () => {},
    () => {},
  );
  ctx.controls.set(runId, settled);
  void settled.then(() => {
    if (ctx.controls.get(runId) === settled) ctx.controls.delete(runId);
  });
  return mine;
}

async function attempt(ctx: Context, runId: string, said: Said, askedAt: string): Promise<Outcome<{ accepted: true }>> {
  if (ctx.adopting) await ctx.adopting;
  const refused = refusalOf(ctx, "told");
  if (refused) return refused;
  let entry = ctx.entries.get(runId);
  if (!entry) {
    const known = ctx.catalog?.get(runId);
    if (!known) return refuse(404, "run_not_found", "No such run", `There is no run ${runId}.`);
    if (isFinal(known.status)) return alreadyFinal(runId, known.status);
    entry = adoptTerminalRun(ctx, known);
  }
  const { record } = entry;
  if (isFinal(record.status)) return alreadyFinal(runId, record.status);
  if (record.status !== "running")
    return refuse(409, "run_not_running", "The run has not begun", `Run ${runId} is ${record.status}.`);
  if (entry.stop || record.stopRequestedAt !== undefined)
    return refuse(409, "run_stopping", "The run is being stopped", `Run ${runId} takes nothing any more.`);
  const earlier = said.type === "approval" ? await decisionOn(ctx, runId, said.approvalId, askedAt) : undefined;
  if (earlier)
    return refuse(
      409,
      "already_decided",
      "This has been decided already",
      `${earlier.by} said ${earlier.decision} at ${earlier.at}.`,
    );
  const at = new Date().toISOString();
  await ctx.options.store.appendControl(runId, { v: 1, at, ...said });
  tell(ctx, entry, {
    ...(said.type === "approval"
      ? { type: "run.approval_decided", detail: `${said.decision} (approval ${said.approvalId})` }
      : { type: "run.steered", detail: `A text of ${said.text.length} characters was sent to the agent.` }),
    at,
    actor: said.by,
    to: "running",
  });
  return { ok: true, value: { accepted: true } };
}

async function decisionOn(ctx: Context, runId: string, approvalId: string, askedAt: string) {
  const lines = await ctx.options.store.readControl(runId);
  return lines.find(
    (line): line is Extract<ControlLine, { type: "approval" }> =>
      line.type === "approval" && line.approvalId === approvalId && line.at >= askedAt,
  );
}
