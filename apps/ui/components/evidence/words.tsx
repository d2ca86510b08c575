import type { Severity, StepStatus } from "@codex-toolloop/protocol";
import {
  Ban,
  CircleCheck,
  CircleX,
  Hourglass,
  Info,
  type LucideIcon,
  OctagonAlert,
  SkipForward,
  TriangleAlert,
} from "lucide-react";

type Look = { icon: LucideIcon; className: string };

const STATUS: Record<StepStatus, Look> = {
  success: { icon: CircleCheck, className: "text-success" },
  failed: { icon: CircleX, className: "text-failed" },
  canceled: { icon: Ban, className: "text-canceled" },
  timeout: { icon: Hourglass, className: "text-timeout" },
  skipped: { icon: SkipForward, className: "text-muted" },
};

const SEVERITY: Record<Severity, Look> = {
  high: { icon: OctagonAlert, className: "text-failed" },
  medium: { icon: TriangleAlert, className: "text-timeout" },
  low: { icon: Info, className: "text-running" },
};

/** How a step or a check ended: icon, word, colour. */
export function StepStatusWord({ status, word = status }: { status: StepStatus; word?: string }) {
  return <Word look={STATUS[status]} word={word} />;
}

/** How much a finding matters: icon, word, colour. */
export function SeverityWord({ severity }: { severity: Severity }) {
  return <Word look={SEVERITY[severity]} word={severity} />;
}

function Word({ look: { icon: Icon, className }, word }: { look: Look; word: string }) {
  return (
    <span className={`inline-flex items-center gap-1 font-medium whitespace-nowrap ${className}`}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {word}
    </span>
  );
}
