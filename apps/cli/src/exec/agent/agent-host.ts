import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ControlLine, EventInput, RunMeta, RunnerType } from "@codex-toolloop/protocol";
import type { Lookup, Runner, Tape } from "@codex-toolloop/runners";
import { cutWords, type RunWriter } from "@codex-toolloop/store";
import type { HostQuestion, HostTurn, HostTurnResult, WorkflowHost } from "@codex-toolloop/workflows";
import { EXCHANGE } from "../exchange.ts";
import { agentsMeta } from "./agents-meta.ts";
import { gates } from "./gate.ts";
import { steering } from "./steering.ts";
import { type LiveTurn, type TakenTurn, takeAgentTurn } from "./take-agent-turn.ts";

/** What the agents of a workflow need of their run. */
export interface AgentHostWorld {
  runnerOf(type: RunnerType): Promise<Runner>;
  lookup: Lookup;
  writer: Pick<RunWriter, "appendRecord" | "runDir">;
  emit(event: EventInput): void;
  writeMeta(patch: Partial<RunMeta>): void;
  /** Real path of the folder that the agents work in. */
  cwd: string;
  graceMs: number;
  environment: NodeJS.ProcessEnv;
  /** What a turn plays, where the whole run is a replay; null: nothing was recorded for it. */
  playedBy?: ((turn: HostTurn) => Promise<Played | null>) | undefined;
  /** What a turn came to, for provenance.json. */
  onTurn?(turn: HostTurn, result: HostTurnResult): void;
}

/** A recorded turn, as it is played. */
export interface Played {
  tape: Tape;
  /** Once it was played: the workspace gets what it had changed then. */
  applied(): Promise<void>;
}

export interface AgentHost extends Pick<WorkflowHost, "takeTurn" | "ask"> {
  /** What a person says of the live run, to the turn or the gate that it is meant for. */
  control(line: ControlLine): void;
}

/** Turns of agents and questions to people, of one workflow's run. Several of both may go on at the same time. */
export function agentHost(world: AgentHostWorld): AgentHost {
  const { writer, emit } = world;
  const meta = agentsMeta(world.writeMeta);
  const asked = gates();
  const live = new Map<string, { stepId: string; turn: LiveTurn }>();
  const steer = steering({ live: () => [...live.values()], emit });
  let turns = 0;

  async function takeTurn(spec: HostTurn): Promise<HostTurnResult> {
    const [runner, played] = await Promise.all([world.runnerOf(spec.runner), world.playedBy?.(spec)]);
    if (played === null) return nothingRecorded(spec);
    const scratch = join(writer.runDir, EXCHANGE, `turn-${++turns}`);
    mkdirSync(scratch, { recursive: true, mode: 0o700 });
    const clock = deadline(spec.timeoutMs);
    let model: string | undefined;
    const writeMeta = (patch: Partial<RunMeta>) => {
      model = patch.model ?? model;
      meta.write(spec.turnKey, patch, spec.runner);
    };
    try {
      writeMeta({ runner: spec.runner });
      const turn = takeAgentTurn({
        runner,
        request: {
          prompt: spec.prompt,
          cwd: world.cwd,
          threadId: spec.threadId,
          options: spec.options,
          grants: meta.grants(spec.runner),
          tools: spec.tools,
          outputSchema: spec.outputSchema,
          replay: played?.tape,
          env: world.environment,
          scratch,
          signal: AbortSignal.any([spec.signal, clock.signal]),
          graceMs: world.graceMs,
          lookup: world.lookup,
        },
        writer,
        emit,
        writeMeta,
        stepId: spec.stepId,
        idPrefix: `${spec.turnKey}.`,
      });
      live.set(spec.turnKey, { stepId: spec.stepId, turn });
      steer.began(turn);
      const taken = await turn.ended;
      if (taken.result.status === "completed") await played?.applied();
      const result = resultOf(taken, { model, timedOut: clock.signal.aborted, aborted: spec.signal.aborted });
      world.onTurn?.(spec, result);
      return result;
    } finally {
      live.delete(spec.turnKey);
      clock.clear();
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  async function ask(question: HostQuestion) {
    const { stepId, approvalId, title, detail, decisions } = question;
    const waiting = {
      approvalId,
      title: cutWords(title, 200) || "A gate",
      at: new Date().toISOString(),
      decisions: [...decisions],
    };
    // Whoever reads the question may answer it at once: by then meta.json says that it waits.
    meta.write(approvalId, { approvals: [waiting] });
    emit({
      type: "approval.requested",
      stepId,
      approvalId,
      title,
      ...(detail === undefined ? {} : { detail }),
      decisions: [...decisions],
    });
    const resolved = (decision: string, by: string, comment?: string) => {
      const words = comment === undefined ? {} : { comment };
      emit({ type: "approval.resolved", stepId, approvalId, decision, by, ...words });
      meta.write(approvalId, { approvals: [] });
    };
    try {
      const answer = await asked.wait(question);
      resolved(answer.decision, answer.by, answer.comment);
      return answer;
    } catch (error) {
      if (question.signal.aborted) resolved("cancel", "system");
      throw error;
    }
  }

  return {
    takeTurn,
    ask,
    control(line) {
      if (line.type === "steer") return steer.say(line);
      if (line.type !== "approval") return;
      const turn = [...live.values()].find((l) => l.turn.asks(line.approvalId));
      if (turn) turn.turn.control(line);
      else asked.control(line);
    },
  };
}

function nothingRecorded({ stepId }: HostTurn): HostTurnResult {
  const error = `The recording has no (further) turn of the step "${stepId}".`;
  return { status: "failed", code: "replay_missing", error, timedOut: false, aborted: false };
}

function deadline(ms: number | undefined): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const timer =
    ms === undefined ? undefined : setTimeout(() => controller.abort("deadline"), Math.min(ms, 2 ** 31 - 1));
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

/** A turn that was complete when its time ran out, or the stop came, is complete. */
function resultOf(
  { result, cancelled }: TakenTurn,
  { model, timedOut, aborted }: { model: string | undefined; timedOut: boolean; aborted: boolean },
): HostTurnResult {
  const cut = result.status !== "completed";
  const { status, error, code, threadId, usage, message, output } = result;
  return {
    status,
    error,
    code,
    timedOut: cut && timedOut && !aborted,
    aborted: cut && aborted,
    cancelled,
    threadId,
    model,
    usage,
    message,
    output,
  };
}
