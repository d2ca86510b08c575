import type { Runner, TurnRequest, TurnResult, TurnSink } from "../contract.ts";
import { takeAppServerTurn } from "./app-server/take-turn.ts";
import { type Controls, createControls } from "./controls.ts";
import { codexEnvironment } from "./environment.ts";
import { takeExecTurn } from "./exec/take-turn.ts";
import { EXEC_NOTE, findCodex } from "./find/find-codex.ts";
import { INSTALL, locateCodex } from "./find/locate.ts";
import { modeOf } from "./find/probe.ts";
import { gaveUp } from "./result.ts";

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
  if (request.signal.aborted) return { status: "interrupted" };
  if (mode === "app-server") return await takeAppServerTurn(program, request, sink, controls);
  sink.emit({ type: "notice", level: "warning", code: "older_codex", message: EXEC_NOTE });
  return await takeExecTurn(program, request, sink, controls);
}
