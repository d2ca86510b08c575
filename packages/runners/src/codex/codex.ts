import type { Runner, TurnRequest, TurnResult, TurnSink } from "../contract.ts";
import { toolsPartial } from "../tool-limits.ts";
import { takeAppServerTurn } from "./app-server/take-turn.ts";
import { type Controls, createControls } from "./controls.ts";
import { codexEnvironment } from "./environment.ts";
import { takeExecTurn } from "./exec/take-turn.ts";
import { EXEC_NOTE, findCodex } from "./find/find-codex.ts";
import { INSTALL, locateCodex } from "./find/locate.ts";
import { modeOf } from "./find/probe.ts";
import { gaveUp } from "./result.ts";
import { mcpServersOf, toolRules } from "./tool-rules.ts";

/** OpenAI's Codex by its app server, or by `exec --json` where the installed version has none. */
export const codex: Runner = {
  type: "codex",
  find: findCodex,
  takeTurn(request, sink) {
    const controls = createControls();
    const ended = take(request, sink, controls).catch((error: unknown): TurnResult => {
      const outcome = gaveUp(error);
      return outcome.status === "failed" ? outcome : { status: "failed" };
    });
    return { ended, control: controls.say };
  },
};

async function take(request: TurnRequest, sink: TurnSink, controls: Controls): Promise<TurnResult> {
  const located = locateCodex(request.lookup);
  if (located.path === undefined) {
    const error = `${located.problem} Install it with \`${INSTALL}\`.`;
    sink.emit({ type: "notice", level: "error", code: "runner_missing", message: error });
    return { status: "failed", code: "runner_missing", error };
  }
  const program = { path: located.path, env: codexEnvironment(request.env) };
  const mode = await modeOf(program.path, program.env);
  const { cwd, tools, options } = request;
  const rules = toolRules(tools, options.sandbox, tools ? await mcpServersOf(program, cwd) : []);
  if (request.signal.aborted) return { status: "interrupted" };
  for (const notice of toolsPartial(rules.partial, rules.remarks)) sink.emit(notice);
  const limited = { ...request, options: { ...options, sandbox: rules.sandbox } };
  if (mode === "app-server") return await takeAppServerTurn(program, limited, sink, { controls, rules });
  sink.emit({ type: "notice", level: "warning", code: "older_codex", message: EXEC_NOTE });
  return await takeExecTurn(program, limited, sink, { controls, rules });
}
