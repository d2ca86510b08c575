import { formatDuration, shortId, type Usage } from "@codex-toolloop/protocol";
import { Archive, Ban, CircleCheck, CircleX, Hourglass, LoaderCircle, SkipForward, Unlink } from "lucide-react";
import Link from "next/link";
import type { StepBlock, StepEndBlock } from "../../../lib/run-view/block.ts";
import type { Overview } from "../../../lib/run-view/overview.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { ProgressBar } from "../progress-bar.tsx";
import { useRunView } from "../run-view-provider.tsx";
import { AgainLink } from "./again-link.tsx";
import { CommandLine } from "./command-view.tsx";
import { LogOutput } from "./log-output.tsx";
import { Row } from "./row.tsx";
import { usageWords } from "./usage-words.ts";

const ICON = {
  running: <LoaderCircle aria-hidden className="size-4 animate-spin text-running" />,
  success: <CircleCheck aria-hidden className="size-4 text-success" />,
  failed: <CircleX aria-hidden className="size-4 text-failed" />,
  canceled: <Ban aria-hidden className="size-4 text-canceled" />,
  timeout: <Hourglass aria-hidden className="size-4 text-timeout" />,
  lost: <Unlink aria-hidden className="size-4 text-orphaned" />,
  skipped: <SkipForward aria-hidden className="size-4 text-muted" />,
} as const;

const TONE: Partial<Record<StepBlock["status"], string>> = {
  failed: "text-failed",
  timeout: "text-timeout",
  lost: "text-orphaned",
};
const toneOf = (status: StepBlock["status"]) => TONE[status] ?? "";

/** What the plan and the other events tell of a step; a step that never began has told no title of its own. */
function useStepFacts({ stepId, title }: { stepId: string; title?: string }) {
  const known = useRunView((s) => s.overview.steps.find((step) => step.id === stepId));
  return { known, title: visibleText(title === undefined || title === stepId ? (known?.title ?? stepId) : title) };
}

/** The head of an attempt of a step, with its command's output where no item shows it. */
export function StepView({ block }: { block: StepBlock }) {
  const running = block.status === "running";
  const { known, title } = useStepFacts(block);
  if (block.keptFrom !== undefined) return <KeptStep block={block} title={title} from={block.keptFrom} />;
  const round = known?.attempts.find((a) => a.offset === block.offset)?.round ?? 1;
  return (
    <Row icon={ICON[block.status]} at={block.at} offset={block.offset} kind="Step" tone="border-t border-line bg-panel">
      <p className="flex flex-wrap items-baseline gap-x-2.5">
        <span className="font-semibold">{title}</span>
        {known?.runner ? <StepAgent step={known} /> : null}
        {round > 1 ? <span className="text-timeout">round {round}</span> : null}
        {block.attempt > 1 ? <span className="text-timeout">attempt {block.attempt}</span> : null}
        {block.continued && block.status !== "skipped" ? <span className="text-muted">continued</span> : null}
        <StepResult block={block} />
        <AgainLink block={block} title={title} />
      </p>
      {block.detail && block.status !== "success" ? (
        <p className="[overflow-wrap:anywhere] text-fg">{visibleText(block.detail)}</p>
      ) : null}
      {block.command && !block.hasCommandItem ? (
        <div className="mt-0.5 text-muted">
          <CommandLine command={block.command.join(" ")} />
        </div>
      ) : null}
      {running && block.progress ? <ProgressBar progress={block.progress} /> : null}
      {block.command && !block.hasCommandItem && block.logStart !== undefined ? (
        <div className="mt-1">
          <LogOutput start={block.logStart} end={running ? undefined : block.logEnd} live={running} />
        </div>
      ) : null}
    </Row>
  );
}

/** A step that an earlier run did. */
function KeptStep({ block, title, from }: { block: StepBlock; title: string; from: string }) {
  return (
    <Row
      icon={<Archive aria-hidden className="size-4 text-success" />}
      at={block.at}
      offset={block.offset}
      kind="Step, kept"
      tone="border-t border-line bg-panel"
    >
      <p className="flex flex-wrap items-baseline gap-x-2.5">
        <span className="font-semibold">{title}</span>
        <span className="text-muted">
          kept: done by the earlier run{" "}
          <Link href={`/runs/${from}`} prefetch={false} className="font-mono text-[12px] underline">
            {shortId(from)}
          </Link>
        </span>
        <AgainLink block={block} title={title} />
      </p>
    </Row>
  );
}

/** Who does an agent step. */
function StepAgent({ step }: { step: Overview["steps"][number] }) {
  return (
    <span className="text-muted">
      <span className="rounded-sm border border-line-strong px-1 text-[12px] text-fg">
        {visibleText(step.runner ?? "")}
      </span>
      {[step.role, step.model].flatMap((part) => (part ? ` · ${visibleText(part)}` : []))}
    </span>
  );
}

function StepResult({ block }: { block: StepBlock }) {
  const waits = useRunView((s) => s.overview.approvals.some((a) => a.stepId === block.stepId));
  if (block.status === "running" && waits) return <span className="text-warn-fg">waits for a decision</span>;
  if (block.status === "running") return <span className="text-running">running</span>;
  return (
    <span className="text-muted">
      <span className={toneOf(block.status)}>{block.status === "lost" ? "end not recorded" : block.status}</span>
      {typeof block.exitCode === "number" && block.exitCode !== 0 ? ` · exit code ${block.exitCode}` : ""}
      {block.signal ? ` · ${block.signal}` : ""}
      {block.durationMs === undefined || block.status === "skipped" ? "" : ` · ${formatDuration(block.durationMs)}`}
      {block.reason && block.status !== "success" ? ` · ${block.reason.replaceAll("_", " ")}` : ""}
      {block.willRetry ? " · tried again" : ""}
      {block.usage ? <Used usage={block.usage} /> : null}
    </span>
  );
}

function Used({ usage }: { usage: Usage }) {
  const replay = useRunView((s) => s.run.replayOf !== undefined);
  const words = usageWords(usage, replay);
  return words === "" ? null : ` · ${words}`;
}

/** Where a step ended whose head is further up. */
export function StepEndView({ block }: { block: StepEndBlock }) {
  const e = block.event;
  const { title } = useStepFacts(e);
  return (
    <Row icon={ICON[e.status]} at={block.at} offset={block.offset} kind="Step ended">
      <p className="text-muted">
        {title} ended: <span className={toneOf(e.status)}>{e.status}</span>
        {typeof e.exitCode === "number" && e.exitCode !== 0 ? ` · exit code ${e.exitCode}` : ""} ·{" "}
        {formatDuration(e.durationMs)}
        {e.willRetry ? " · will be tried again" : ""}
      </p>
    </Row>
  );
}
