import { type Talk, talk } from "@codex-toolloop/process";
import type { AgentOptions, ToolKind } from "@codex-toolloop/protocol";
import type { RunningTurn, TurnRequest, TurnResult, TurnSink } from "../contract.ts";
import { createEnding } from "./ending.ts";
import { claudeEnvironment } from "./environment.ts";
import { CLI_NOTE } from "./find/find-claude.ts";
import { claudeSchema } from "./output-schema.ts";
import { isWithheld, toolsFor } from "./permit/tools.ts";
import { createSaid } from "./said.ts";
import { createStory } from "./turn-story.ts";

/**
 * One turn by the `claude` command alone. The prompt goes by stdin, where other users cannot read it. Nobody can be asked,
 * so what our policy would ask about is refused by Claude itself, and Claude's own rules stand for ours.
 */
export function takeCliTurn(binary: string, request: TurnRequest, sink: TurnSink): RunningTurn {
  const { signal, cwd, graceMs, env } = request;
  const story = createStory(request, sink);
  const said = createSaid();
  let child: Talk | undefined;
  let over = false;
  const ending = createEnding({
    isAnswered: said.isAnswered,
    agents: story.agents,
    end() {
      over = true;
      child?.stdin?.end();
    },
  });
  const send = (text: string): boolean => {
    const message = said.say(text);
    sink.raw(">", message);
    return !over && child?.send(JSON.stringify(message)) === true;
  };

  function take(line: string): void {
    if (line.trim() === "") return;
    const message = parsed(line);
    ending.heard(message, story.take(message));
  }

  async function run(): Promise<TurnResult> {
    if (signal.aborted) return story.end();
    story.notice("warning", "fallback", CLI_NOTE);
    story.tools();
    const started = talk({ argv: [binary, ...cliArguments(request)], cwd, env: claudeEnvironment(env), onLine: take });
    child = started;
    const stop = () => void started.stop(graceMs);
    signal.addEventListener("abort", stop, { once: true });
    send(request.prompt);
    const { exitCode, signal: killedBy, spawnError, stderr } = await started.ended;
    signal.removeEventListener("abort", stop);
    ending.cancel();
    over = true;
    await started.stop(graceMs);
    if (spawnError !== undefined) return story.end({ error: spawnError, code: "spawn_error" });
    if (exitCode === 0) return story.end();
    const how = killedBy ? `was ended by ${killedBy}` : `ended with code ${exitCode}`;
    return story.end({
      error: `claude ${how}. ${stderr.trim().slice(-2000)}`.trim(),
      code: story.began() ? "agent_gone" : "spawn_error",
    });
  }

  return {
    ended: run(),
    control(control) {
      if (control.type === "approval")
        story.notice("info", "approval_gone", "A decision came, but this way to run Claude asks for none.");
      else if (!send(control.text))
        story.notice("warning", "steer_late", "The turn had ended already: the text was not taken.");
    },
  };
}

/** Arguments of one turn; nothing of the prompt is among them. */
export function cliArguments(request: Pick<TurnRequest, "options" | "threadId" | "tools" | "outputSchema">): string[] {
  const { options, threadId, tools, outputSchema } = request;
  const { mode, allowed } = cliPermissions(options, tools);
  return [
    "-p",
    ...["--input-format", "stream-json", "--output-format", "stream-json"],
    ...["--include-partial-messages", "--verbose", "--strict-mcp-config"],
    ...["--setting-sources", "", "--permission-mode", mode],
    ...["--tools", cliTools(options.sandbox, tools).join(",")],
    ...(allowed.length === 0 ? [] : ["--allowedTools", allowed.join(",")]),
    ...(options.model === undefined ? [] : ["--model", options.model]),
    ...(options.maxTurns === undefined ? [] : ["--max-turns", `${options.maxTurns}`]),
    ...(threadId === undefined ? [] : ["--resume", threadId]),
    ...(outputSchema === undefined ? [] : ["--json-schema", JSON.stringify(claudeSchema(outputSchema))]),
  ];
}

/** Without a hook of ours nobody keeps a subagent from a worktree of its own, which would be a write to the repository. */
function cliTools(sandbox: AgentOptions["sandbox"], tools: readonly ToolKind[] | undefined): string[] {
  return toolsFor(sandbox, tools).filter((tool) => tool !== "Agent" || sandbox === "full-access");
}

/** Our policy in Claude's words, where nobody can be asked: what would ask is refused. */
export function cliPermissions(
  options: Pick<AgentOptions, "sandbox" | "approvalPolicy">,
  tools?: readonly ToolKind[],
): { mode: "dontAsk" | "acceptEdits"; allowed: string[] } {
  const asksAlways = options.approvalPolicy === "always";
  const allowed = ["TodoWrite"].filter((tool) => !isWithheld(tool, tools));
  if (options.sandbox === "full-access" && !asksAlways)
    return { mode: "dontAsk", allowed: toolsFor("full-access", tools) };
  return { mode: options.sandbox === "workspace-write" && !asksAlways ? "acceptEdits" : "dontAsk", allowed };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return { type: "not JSON", line };
  }
}
