import type { Item } from "@codex-toolloop/protocol";
import { CircleCheck, CircleDashed, LoaderCircle } from "lucide-react";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { DiffView } from "../diff-view.tsx";
import { JsonView } from "../json-view.tsx";

const CHANGE = { add: "added", delete: "deleted", update: "changed" } as const;
const FILES = 20;
const PLAN_STEPS = 60;

export function FileChangeView({ item }: { item: Extract<Item, { kind: "file_change" }> }) {
  return (
    <div className="space-y-1.5">
      {item.changes.slice(0, FILES).map((c) => (
        <details key={`${c.change}${c.path}`} open={item.changes.length <= 2 || undefined}>
          <summary className="font-mono text-[12.5px] [overflow-wrap:anywhere]">
            <span className="text-muted">{CHANGE[c.change]}</span> {visibleText(c.path)}
          </summary>
          {c.diff ? <DiffView diff={c.diff} lines={40} /> : null}
        </details>
      ))}
      {item.changes.length > FILES ? <p className="text-muted">and {item.changes.length - FILES} more files</p> : null}
    </div>
  );
}

const PLAN = {
  pending: <CircleDashed aria-hidden className="size-3.5 shrink-0 text-muted" />,
  in_progress: <LoaderCircle aria-hidden className="size-3.5 shrink-0 text-running" />,
  completed: <CircleCheck aria-hidden className="size-3.5 shrink-0 text-success" />,
} as const;

export function PlanView({ item }: { item: Extract<Item, { kind: "plan" }> }) {
  return (
    <ul className="space-y-0.5">
      {item.steps.slice(0, PLAN_STEPS).map((s, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps of a plan have no identity beyond their place.
        <li key={i} className="flex items-baseline gap-2">
          <span className="translate-y-0.5">{PLAN[s.status]}</span>
          <span className={s.status === "completed" ? "text-muted line-through" : ""}>
            {visibleText(s.text.slice(0, 500))}
          </span>
          <span className="sr-only">{s.status.replace("_", " ")}</span>
        </li>
      ))}
      {item.steps.length > PLAN_STEPS ? (
        <li className="text-muted">and {item.steps.length - PLAN_STEPS} more</li>
      ) : null}
    </ul>
  );
}

export function SearchView({ item }: { item: Extract<Item, { kind: "web_search" }> }) {
  return (
    <div>
      <p className="[overflow-wrap:anywhere]">
        searched for <q>{visibleText(item.query.slice(0, 500))}</q>
      </p>
      {item.results === undefined ? null : (
        <details>
          <summary className="text-[12px] text-muted">results</summary>
          <JsonView value={item.results} />
        </details>
      )}
    </div>
  );
}
