import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react";
import type { HealthCheck } from "../../../lib/contract.ts";
import { Panel } from "./panel.tsx";

const LOOK = {
  fail: { icon: CircleX, word: "fails", className: "text-failed" },
  warn: { icon: TriangleAlert, word: "warning", className: "text-timeout" },
  info: { icon: Info, word: "note", className: "text-muted" },
  ok: { icon: CircleCheck, word: "ok", className: "text-success" },
} as const;
const ORDER = ["fail", "warn", "info", "ok"] as const;

/** What was looked at, the bad news first, each with what to do. */
export function Checks({ checks }: { checks: readonly HealthCheck[] }) {
  const sorted = ORDER.flatMap((level) => checks.filter((c) => c.level === level));
  return (
    <Panel title="Checks">
      <ul>
        {sorted.map((check) => {
          const { icon: Icon, word, className } = LOOK[check.level];
          return (
            <li
              key={`${check.name}: ${check.detail}`}
              className="grid grid-cols-[5.5rem_1fr] gap-x-3 border-b border-line px-4 py-2 last:border-b-0"
            >
              <span className={`inline-flex items-center gap-1.5 self-start font-medium ${className}`}>
                <Icon aria-hidden className="size-3.5" />
                {word}
              </span>
              <div className="min-w-0">
                <p>
                  <span className="font-medium">{check.name}</span>{" "}
                  <span className="break-words text-muted">{check.detail}</span>
                </p>
                {check.fix ? <p className="mt-0.5 break-words">→ {check.fix}</p> : null}
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
