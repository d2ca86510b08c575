import { type CheckResult, formatDuration } from "@codex-toolloop/protocol";
import Link from "next/link";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { Code } from "./agent-outputs.tsx";
import { StepStatusWord } from "./words.tsx";

/** The repository's own checks as they ended, each with its place in the log. */
export function ChecksTable({ checks, runId }: { checks: readonly CheckResult[]; runId: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="overflow-x-auto" aria-label="Checks" tabIndex={0}>
      <table className="w-full text-left text-[12.5px]">
        <thead className="text-muted">
          <tr>
            <th className="py-1 pr-4 font-medium">Check</th>
            <th className="py-1 pr-4 font-medium">Result</th>
            <th className="py-1 pr-4 font-medium">Command</th>
            <th className="py-1 pr-4 text-right font-medium">Time</th>
            <th className="py-1 font-medium">
              <span className="sr-only">Log</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {checks.slice(0, 100).map((check) => (
            <tr key={check.id} className="border-t border-line align-top">
              <td className="py-1 pr-4 font-medium">{visibleText(check.title)}</td>
              <td className="py-1 pr-4">
                <StepStatusWord status={check.status} />
                {check.exitCode ? <span className="ml-1.5 text-muted">exit {check.exitCode}</span> : null}
              </td>
              <td className="py-1 pr-4">
                <Code>{check.command.join(" ")}</Code>
              </td>
              <td className="py-1 pr-4 text-right font-mono whitespace-nowrap">{formatDuration(check.durationMs)}</td>
              <td className="py-1 text-right whitespace-nowrap">
                {check.logStart === undefined || check.logStart === check.logEnd ? null : (
                  <Link
                    href={{ pathname: `/runs/${runId}`, query: { tab: "log" }, hash: `o-${check.logStart}` }}
                    prefetch={false}
                    className="text-accent underline underline-offset-2"
                  >
                    log<span className="sr-only"> of {visibleText(check.title)}</span>
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
