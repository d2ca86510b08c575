import type { Item } from "@codex-toolloop/protocol";
import { CircleCheck, CircleDashed, LoaderCircle } from "lucide-react";
import type { ItemBlock } from "../../../lib/run-view/block.ts";
import { inputPreview } from "../../../lib/run-view/input-preview.ts";
import { searchHits } from "../../../lib/run-view/search-hits.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { JsonView } from "../json-view.tsx";
import { ArgumentLine } from "./tool-view.tsx";

const PLAN_STEPS = 60;

const PLAN = {
  pending: <CircleDashed aria-hidden className="size-3.5 shrink-0 text-muted" />,
  in_progress: <LoaderCircle aria-hidden className="size-3.5 shrink-0 text-running motion-safe:animate-spin" />,
  completed: <CircleCheck aria-hidden className="size-3.5 shrink-0 text-success" />,
} as const;

export function PlanView({ item }: { item: Extract<Item, { kind: "plan" }> }) {
  const done = item.steps.filter((s) => s.status === "completed").length;
  return (
    <div>
      <p className="mb-0.5 text-[12px] text-muted">
        Plan · {done} of {item.steps.length} done
      </p>
      <ul className="space-y-0.5">
        {item.steps.slice(0, PLAN_STEPS).map((s, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps of a plan have no identity beyond their place.
          <li key={i} className="flex items-baseline gap-2">
            <span className="translate-y-0.5">{PLAN[s.status]}</span>
            <span
              className={
                s.status === "completed" ? "text-muted line-through" : s.status === "in_progress" ? "font-medium" : ""
              }
            >
              {visibleText(s.text.slice(0, 500))}
            </span>
            <span className="sr-only">{s.status.replace("_", " ")}</span>
          </li>
        ))}
        {item.steps.length > PLAN_STEPS ? (
          <li className="text-muted">and {item.steps.length - PLAN_STEPS} more</li>
        ) : null}
      </ul>
    </div>
  );
}

export function SearchView({ block, item }: { block: ItemBlock; item: Extract<Item, { kind: "web_search" }> }) {
  const hits = searchHits(item.results);
  return (
    <div className="space-y-0.5">
      <p className="[overflow-wrap:anywhere]">
        {block.active ? "searching the web" : "searched the web"}
        {item.query === "" ? null : (
          <>
            {" for "}
            <q>{visibleText(item.query.slice(0, 500))}</q>
          </>
        )}
      </p>
      {block.active && block.argument !== undefined ? (
        <ArgumentLine text={inputPreview(block.argument)} arriving />
      ) : null}
      {item.results === undefined ? null : (
        <details>
          <summary className="text-[12px] text-muted">
            {hits ? `${hits.length} ${hits.length === 1 ? "result" : "results"}` : "results"}
          </summary>
          {hits ? (
            <ul className="mt-0.5 space-y-0.5">
              {hits.map((hit) => (
                <li key={hit.url} className="[overflow-wrap:anywhere]">
                  <a
                    href={hit.url}
                    target="_blank"
                    rel="noopener noreferrer nofollow"
                    className="text-accent underline underline-offset-2"
                  >
                    {visibleText(hit.title)}
                  </a>{" "}
                  <span className="text-[12px] text-muted">{visibleText(hit.url)}</span>
                </li>
              ))}
            </ul>
          ) : (
            <JsonView value={item.results} />
          )}
        </details>
      )}
    </div>
  );
}
