import type { EventOf } from "@codex-toolloop/protocol";
import { Bot, CircleStop } from "lucide-react";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { ReplayBadge } from "../replay-badge.tsx";
import { useRunView } from "../run-view-provider.tsx";
import { RoundView } from "./round-view.tsx";
import { Row } from "./row.tsx";
import { usageWords } from "./usage-words.ts";

type TurnEvent = EventOf<"turn.started"> | EventOf<"turn.finished"> | EventOf<"iteration.started">;

/** Where an agent's turn begins and ends, and its rounds in between. */
export function TurnView({ event: e, at, offset }: { event: TurnEvent; at: string; offset: number }) {
  const runner = useRunView((s) => s.run.runner);
  const replay = useRunView((s) => s.run.replayOf !== undefined);
  if (e.type === "iteration.started" && e.steps) return <RoundView event={e} />;
  if (e.type === "iteration.started")
    return (
      <p
        data-testid="iteration"
        className="flex items-center gap-3 px-3 pt-2 pb-0.5 text-[11.5px] text-muted before:h-px before:w-4 before:bg-line after:h-px after:grow after:bg-line"
      >
        turn {e.iteration}
        {e.max === undefined ? "" : ` of ${e.max}`}
      </p>
    );
  if (e.type === "turn.started")
    return (
      <Row at={at} offset={offset} kind="Turn started" icon={<Bot aria-hidden className="size-4 text-muted" />}>
        <p className="flex flex-wrap items-baseline gap-x-2 text-muted">
          {e.replayOf ? <ReplayBadge of={e.replayOf} /> : null}
          <span className="[overflow-wrap:anywhere]">
            {[e.runner ?? runner ?? "Turn", e.model].flatMap((part) => (part ? [visibleText(part)] : [])).join(" · ")}
          </span>
          {e.threadId ? (
            <span className="font-mono text-[11.5px]" title={`Thread ${visibleText(e.threadId)}`}>
              {visibleText(e.threadId.slice(0, 8))}
            </span>
          ) : null}
        </p>
      </Row>
    );
  const failed = e.status === "failed";
  const used = e.usage ? usageWords(e.usage, replay) : "";
  return (
    <Row
      at={at}
      offset={offset}
      kind="Turn ended"
      icon={<CircleStop aria-hidden className={`size-4 ${failed ? "text-failed" : "text-muted"}`} />}
    >
      <p className="text-muted">
        <span className={failed ? "text-failed" : ""}>Turn {e.status}</span>
        {used === "" ? "" : ` · ${used}`}
      </p>
      {e.error ? <p className="text-failed [overflow-wrap:anywhere]">{visibleText(e.error.slice(0, 4000))}</p> : null}
    </Row>
  );
}
