"use client";

import { formatDuration } from "@codex-toolloop/protocol";
import { Button } from "../../../../../components/button.tsx";
import { useRunViewStore } from "../../../../../components/run-view/run-view-provider.tsx";
import { useJump } from "../../../../../components/run-view/use-jump.ts";
import { showAttempt } from "../../../../../lib/run-view/fill-steps.ts";
import type { Overview, StepAttempt } from "../../../../../lib/run-view/overview.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";

const ROWS = 60;

/** The timeline in words: when each attempt began, how long it took, how it ended; then errors and approvals. */
export function WaterfallTable({ overview, start }: { overview: Overview; start: number }) {
  const jump = useJump();
  const store = useRunViewStore();
  const since = (at: string | undefined) =>
    at === undefined ? "" : `+${formatDuration(Math.max(0, Date.parse(at) - start))}`;
  const rows = [
    ...overview.steps.flatMap((s) =>
      s.attempts.map((a) => ({
        key: `${s.id}:${a.round}:${a.attempt}`,
        what: `${s.title}${attemptWords(a)}`,
        began: since(a.startedAt),
        took: a.durationMs === undefined ? "" : formatDuration(a.durationMs),
        state: a.status as string,
        offset: a.offset,
        startedAt: a.startedAt,
      })),
    ),
    ...overview.marks.map((m) => ({
      key: `m${m.offset}`,
      what: m.label,
      began: since(m.at),
      took: "",
      state: m.kind as string,
      offset: m.offset,
      startedAt: m.at,
    })),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section aria-label="Timeline as a table" className="max-h-48 overflow-auto" tabIndex={0}>
      <table className="w-full text-left text-[12.5px]">
        <thead className="text-muted">
          <tr>
            <th className="px-2 py-1 font-medium">What</th>
            <th className="px-2 py-1 font-medium">Began</th>
            <th className="px-2 py-1 font-medium">Took</th>
            <th className="px-2 py-1 font-medium">State</th>
            <th className="px-2 py-1 font-medium">
              <span className="sr-only">Show</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS).map((r) => (
            <tr key={r.key} className="border-t border-line">
              <td className="max-w-80 truncate px-2 py-0.5">{visibleText(r.what)}</td>
              <td className="px-2 py-0.5 font-mono">{r.began}</td>
              <td className="px-2 py-0.5 font-mono">{r.took}</td>
              <td className={`px-2 py-0.5 ${r.state === "failed" || r.state === "error" ? "text-failed" : ""}`}>
                {r.state}
              </td>
              <td className="px-2 py-0.5">
                <Button variant="ghost" className="h-6 px-2" onClick={() => jump(() => showAttempt(store, r))}>
                  Show<span className="sr-only"> {visibleText(r.what)}</span>
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > ROWS ? (
        <p className="px-2 py-1 text-muted">{rows.length - ROWS} more are in the Events tab.</p>
      ) : null}
    </section>
  );
}

function attemptWords({ round, attempt }: StepAttempt): string {
  const words = [round > 1 ? `round ${round}` : "", attempt > 1 ? `attempt ${attempt}` : ""].filter(Boolean);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}
