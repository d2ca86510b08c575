import type { RunningTurn, TurnRequest, TurnResult, TurnSink } from "../../contract.ts";
import { createEnding } from "../ending.ts";
import { claudeEnvironment } from "../environment.ts";
import { instructions } from "../instructions.ts";
import { claudeSchema } from "../output-schema.ts";
import { createApprovals } from "../permit/approvals.ts";
import { osSandbox } from "../permit/os-sandbox.ts";
import { createPermissions } from "../permit/permissions.ts";
import { toolsFor } from "../permit/tools.ts";
import { createQueue, createSaid } from "../said.ts";
import { createStory } from "../turn-story.ts";
import { loadSdk, type Query } from "./load-sdk.ts";
import { createSdkProcess } from "./sdk-process.ts";

/** An interrupt is answered in milliseconds. A Claude that takes longer than this is ended without an answer. */
const INTERRUPT_WITHIN_MS = 2_000;

const REFUSED = "Commands that change something are refused in this run, since nobody is asked:";

/** One turn by the Claude Agent SDK: streaming input, so that it can be steered, asked about permissions, and interrupted. */
export function takeSdkTurn(
  where: { entry: string; binary: string },
  request: TurnRequest,
  sink: TurnSink,
): RunningTurn {
  const { signal, options, cwd, graceMs } = request;
  const env = claudeEnvironment(request.env);
  const story = createStory(request, sink);
  const approvals = createApprovals(sink, request.grants);
  const permissions = createPermissions({ cwd, options, tools: request.tools, approvals, onCancel: story.interrupted });
  const said = createSaid();
  const input = createQueue<ReturnType<typeof said.say>>();
  const ending = createEnding({ isAnswered: said.isAnswered, agents: story.agents, end: input.close });
  const claude = createSdkProcess({ cwd, graceMs });
  const send = (text: string): boolean => {
    const message = said.say(text);
    sink.raw(">", message);
    return input.push(message);
  };

  async function run(): Promise<TurnResult> {
    if (signal.aborted) return story.end();
    let problem: { error: string; code: string } | undefined;
    let stopping: (() => void) | undefined;
    try {
      story.tools();
      const [sdk, sandbox] = await Promise.all([loadSdk(where.entry), osSandbox(options, { cwd, env })]);
      if (signal.aborted) return story.end();
      if (sandbox.missing) story.notice("warning", "commands_refused", `${REFUSED} ${sandbox.missing}.`);
      send(request.prompt);
      const query = sdk.query({
        prompt: input,
        options: {
          ...sdkOptions(request, where.binary, env),
          ...(sandbox.option ? { sandbox: sandbox.option } : {}),
          canUseTool: permissions.canUseTool,
          hooks: { PreToolUse: [{ hooks: [permissions.beforeTool] }] },
          spawnClaudeCodeProcess: claude.spawn,
        },
      });
      stopping = onAbort(signal, () => interrupt(query));
      for await (const message of query) {
        ending.heard(message, story.take(message));
      }
    } catch (error) {
      problem = { error: messageOf(error), code: story.began() ? "agent_gone" : "spawn_error" };
    }
    stopping?.();
    ending.cancel();
    input.close();
    approvals.close();
    const end = await claude.stop();
    if (problem && end?.stderr.trim()) problem.error += ` ${end.stderr.trim().slice(-2000)}`;
    return story.end(problem);
  }

  /** The running tool ends, and Claude tells what it was doing; then its process ends. */
  function interrupt(query: Query): void {
    approvals.close();
    const timer = setTimeout(() => void claude.stop(), Math.min(INTERRUPT_WITHIN_MS, graceMs));
    void ended.finally(() => clearTimeout(timer));
    // Its answer is a result, which ends the turn. A Claude that has not begun yet has none to give.
    query.interrupt().catch(() => void claude.stop());
  }

  const ended = run();
  return {
    ended,
    control(control) {
      if (control.type === "approval") {
        const { approvalId, decision, by, comment } = control;
        if (!approvals.answer(approvalId, { decision, by, comment }))
          story.notice(
            "info",
            "approval_gone",
            "A decision came for a request that waits no more: it was passed over.",
          );
      } else if (!send(control.text))
        story.notice("warning", "steer_late", "The turn had ended already: the text was not taken.");
    },
  };
}

function sdkOptions(
  { cwd, options, threadId, tools, outputSchema }: TurnRequest,
  binary: string,
  env: Record<string, string>,
) {
  const { model, sandbox, maxTurns } = options;
  const append = instructions(cwd, env);
  return {
    cwd,
    env: { ...env, CLAUDE_AGENT_SDK_CLIENT_APP: "codex-toolloop" },
    pathToClaudeCodeExecutable: binary,
    systemPrompt: { type: "preset", preset: "claude_code", ...(append === undefined ? {} : { append }) },
    // Settings of the folder would run its hooks and widen its permissions without anybody being asked.
    settingSources: [],
    strictMcpConfig: true,
    permissionMode: "default",
    includePartialMessages: true,
    tools: toolsFor(sandbox, tools),
    ...(model === undefined ? {} : { model }),
    ...(maxTurns === undefined ? {} : { maxTurns }),
    ...(threadId === undefined ? {} : { resume: threadId }),
    ...(outputSchema === undefined
      ? {}
      : { outputFormat: { type: "json_schema", schema: claudeSchema(outputSchema) } }),
  };
}

/** Calls once when the signal aborts. @returns what stops the waiting. */
function onAbort(signal: AbortSignal, call: () => void): () => void {
  if (signal.aborted) call();
  else signal.addEventListener("abort", call, { once: true });
  return () => signal.removeEventListener("abort", call);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
