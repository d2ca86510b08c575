import { formatDuration } from "@codex-toolloop/protocol";
import { Braces, CircleAlert, FileDiff, Flag, Info, Play, RotateCw, TriangleAlert, Zap } from "lucide-react";
import type { PlainBlock, UsageBlock } from "../../../lib/run-view/block.ts";
import { summarizeEvent } from "../../../lib/run-view/summarize-event.ts";
import type { Tab } from "../../../lib/run-view/tabs.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { JsonView } from "../json-view.tsx";
import { useRunView } from "../run-view-provider.tsx";
import { Row } from "./row.tsx";
import { TurnView } from "./turn-view.tsx";
import { usageWords } from "./usage-words.ts";

const END_TONE: Record<string, string> = { success: "text-success", failed: "text-failed", timeout: "text-timeout" };
const NOTICE_ICON = { info: Info, warning: TriangleAlert, error: CircleAlert } as const;
const quiet = "size-4 text-muted";

/** Events that stand for themselves: beginnings, ends, notices, and what this version does not know. */
export function EventView({ block }: { block: PlainBlock }) {
  const e = block.event;
  const row = { at: block.at, offset: block.offset };
  if (e.unknown)
    return (
      <Row {...row} kind="Unknown event" icon={<Braces aria-hidden className={quiet} />}>
        <details>
          <summary className="text-muted">
            <span className="font-mono text-[12.5px]">{visibleText(e.type.slice(0, 100))}</span>: an event that this
            version does not know
          </summary>
          <JsonView value={e.raw} />
        </details>
      </Row>
    );
  switch (e.type) {
    case "notice": {
      const Icon = e.code === "retry" ? RotateCw : NOTICE_ICON[e.level];
      const tone = e.level === "info" ? "text-muted" : e.level === "warning" ? "text-warn-fg" : "text-failed";
      return (
        <Row {...row} kind={`Notice, ${e.level}`} icon={<Icon aria-hidden className={`size-4 ${tone}`} />}>
          <p className={`[overflow-wrap:anywhere] ${e.level === "info" ? "" : tone}`}>
            {visibleText(e.message.slice(0, 8000))}
          </p>
        </Row>
      );
    }
    case "run.started":
      return (
        <Row {...row} kind="Run started" icon={<Play aria-hidden className={quiet} />}>
          <p className="text-muted">Run started: {visibleText(summarizeEvent(e))}</p>
        </Row>
      );
    case "run.finished":
      return (
        <Row {...row} kind="Run finished" icon={<Flag aria-hidden className={quiet} />} tone="border-t border-line">
          <p>
            Run ended: <strong className={END_TONE[e.status] ?? ""}>{e.status}</strong>
            <span className="text-muted">
              {" · "}
              {e.reason.replaceAll("_", " ")}
              <RunTook ms={e.durationMs} />
            </span>
            <ReportLink />
          </p>
          {e.detail ? <p className="[overflow-wrap:anywhere]">{visibleText(e.detail)}</p> : null}
        </Row>
      );
    case "turn.started":
    case "turn.finished":
    case "iteration.started":
      return <TurnView event={e} {...row} />;
    case "diff.updated":
      return (
        <Row {...row} kind="Changes" icon={<FileDiff aria-hidden className={quiet} />}>
          <p className="text-muted">
            Changes so far: {summarizeEvent(e) || "see"} <TabLink tab="changes">open</TabLink>
          </p>
        </Row>
      );
    default:
      return e satisfies never;
  }
}

/** To what the run says of itself in the end; a prompt leaves no report. */
function ReportLink() {
  const kind = useRunView((s) => s.run.kind);
  return kind === "prompt" ? null : (
    <>
      {" · "}
      <TabLink tab="report">report</TabLink>
    </>
  );
}

function TabLink({ tab, children }: { tab: Tab; children: string }) {
  const runId = useRunView((s) => s.run.runId);
  return (
    <a className="underline" href={`/runs/${runId}?tab=${tab}`}>
      {children}
    </a>
  );
}

/** How long the run took: as its head says it, once that is known, else by the event's own clock. */
function RunTook({ ms }: { ms: number | undefined }) {
  const known = useRunView((s) => s.run.durationMs) ?? ms;
  return known === undefined ? null : ` · ${formatDuration(known)}`;
}

export function UsageView({ block }: { block: UsageBlock }) {
  const replay = useRunView((s) => s.run.replayOf !== undefined);
  return (
    <Row at={block.at} offset={block.offset} kind="Usage" icon={<Zap aria-hidden className={quiet} />}>
      <p className="text-[12.5px] text-muted">{usageWords(block.usage, replay)}</p>
    </Row>
  );
}
