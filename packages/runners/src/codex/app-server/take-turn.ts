import type { AgentOptions, EventInput } from "@codex-toolloop/protocol";
import type { TurnControl, TurnRequest, TurnResult, TurnSink } from "../../contract.ts";
import { APPROVAL_POLICY, CONFIG_ARGS, SANDBOX } from "../config-args.ts";
import type { Controls } from "../controls.ts";
import { mapAppServer } from "../map/map-app-server.ts";
import { createTurnState, finishTurn, type Outcome } from "../map/turn-state.ts";
import { schemaToAsk } from "../output/schema-to-ask.ts";
import { gaveUp, resultOf } from "../result.ts";
import { tell } from "../tell.ts";
import type { ToolRules } from "../tool-rules.ts";
import { clean } from "./clean.ts";
import { connect } from "./connection.ts";
import { openDesk } from "./desk.ts";

/** Longest that the interrupt and the clean-up may each take of the grace, in milliseconds. */
const SOFT_STOP_MS = 1000;
const CLIENT = { name: "codex_toolloop", title: "Codex ToolLoop", version: "0.1.0" };

/** A turn by `codex app-server`: one process, one thread, one turn. Never rejects for what codex or a person does. */
export async function takeAppServerTurn(
  program: { path: string; env: Record<string, string> },
  request: TurnRequest,
  sink: TurnSink,
  { controls, rules }: { controls: Controls; rules: ToolRules },
): Promise<TurnResult> {
  const { options, signal } = request;
  const within = Math.min(SOFT_STOP_MS, Math.max(50, request.graceMs / 4));
  const state = createTurnState({ cwd: request.cwd, threadId: request.threadId, maxTurns: options.maxTurns });
  const known = { thread: request.threadId, model: undefined as string | undefined };
  let over: (outcome: Outcome) => void = () => {};
  const turnIsOver = new Promise<Outcome>((resolve) => {
    over = resolve;
  });

  const connection = connect({
    argv: [program.path, "app-server", ...CONFIG_ARGS, ...rules.args],
    cwd: request.cwd,
    env: program.env,
    raw: sink.raw,
    onMessage: hear,
    onRequest: (asked) => desk.take(asked),
    onBroken: (error) => over(gaveUp(error)),
  });
  const desk = openDesk({
    state,
    sink,
    options,
    grants: request.grants,
    declined: rules.declined,
    connection,
    interrupt,
    steer,
  });

  function hear(message: unknown): void {
    const events = mapAppServer(state, message);
    if (state.threadId !== undefined && state.threadId !== known.thread) sink.thread(state.threadId);
    if (state.model !== undefined && state.model !== known.model) sink.model(state.model);
    known.thread = state.threadId;
    known.model = state.model;
    tell(sink, events);
    desk.hear(message);
    if (state.outcome) over(state.outcome);
    else if (state.limitReached) interrupt();
  }

  let interrupting: NodeJS.Timeout | undefined;
  function interrupt(): void {
    const { threadId, turnId } = state;
    if (interrupting) return;
    state.stopping = true;
    if (threadId === undefined || turnId === undefined) {
      over({ status: "interrupted" });
      return;
    }
    connection.request("turn/interrupt", { threadId, turnId }, within).catch(() => {});
    interrupting = setTimeout(() => over({ status: "interrupted" }), within);
  }

  function steer(text: string): void {
    const { threadId, turnId } = state;
    connection.request("turn/steer", { threadId, expectedTurnId: turnId, input: input(text) }).catch((error: Error) => {
      const message = `The agent did not take what was said: ${error.message}`;
      guarded(() => tell(sink, [{ type: "notice", level: "warning", code: "steer_refused", message }]));
    });
  }

  /** Where the sink throws (a full disk), the turn ends. */
  function guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      over(gaveUp(error));
    }
  }

  /** Until the turn runs. */
  async function begin(): Promise<void> {
    await connection.request("initialize", { clientInfo: CLIENT, capabilities: { experimentalApi: true } });
    connection.notify("initialized");
    const limits = limitsOf(request.cwd, options);
    if (request.threadId === undefined) await connection.request("thread/start", limits);
    else await connection.request("thread/resume", { threadId: request.threadId, excludeTurns: true, ...limits });
    const outputSchema = schemaToAsk(request.outputSchema, sink);
    await connection.request("turn/start", {
      threadId: state.threadId,
      input: input(request.prompt),
      ...(outputSchema === undefined ? {} : { outputSchema }),
    });
    controls.open((control) =>
      guarded(() => (control.type === "approval" ? desk.decide(control) : steer(control.text))),
    );
  }

  // First, so that an early end is told by its own words and not as a request without an answer.
  void connection.ended.then((end) => over(gaveUp(end)));
  signal.addEventListener("abort", interrupt);
  if (signal.aborted) interrupt();
  begin().catch((error: unknown) => over(gaveUp(error)));

  let outcome = await turnIsOver;
  const since = performance.now();
  clearTimeout(interrupting);
  signal.removeEventListener("abort", interrupt);
  let told = false;
  controls.close((control) => {
    if (!told) guarded(() => tell(sink, [tooLate(control)]));
  });
  await clean(connection, state, within);
  await connection.stop(Math.max(0, request.graceMs - (performance.now() - since)));
  await connection.ended;
  if (state.limitReached && outcome.status === "interrupted" && !signal.aborted) {
    const error = `The agent reached the limit of ${options.maxTurns} rounds and was interrupted.`;
    outcome = { status: "failed", code: "max_turns", error };
    state.outcome = outcome;
  }
  try {
    desk.close();
    told = true;
    tell(sink, finishTurn(state, outcome));
  } catch (error) {
    outcome = gaveUp(error);
  }
  return resultOf(state, outcome, request.outputSchema);
}

const tooLate = ({ type }: TurnControl): EventInput => ({
  type: "notice",
  level: "warning",
  code: "too_late",
  message: `The turn was over before ${type === "steer" ? "what was said" : "the decision"} reached the agent.`,
});
const input = (text: string) => [{ type: "text", text, text_elements: [] }];

function limitsOf(cwd: string, options: AgentOptions) {
  const model = options.model === undefined ? {} : { model: options.model };
  return {
    cwd,
    sandbox: SANDBOX[options.sandbox],
    approvalPolicy: APPROVAL_POLICY[options.approvalPolicy],
    ...model,
  };
}
