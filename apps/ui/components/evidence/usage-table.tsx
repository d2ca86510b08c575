import { formatDuration, type StepOutput, sumUsage, type Usage, usageBeyond } from "@codex-toolloop/protocol";
import { tokensOf } from "../../lib/format-usage.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";

/**
 * Tokens, cost and time of each step, and of all of them; what a run took over from another is not counted again.
 * @param all what all turns of the run used, as the run itself counted; a step tells of its last round alone.
 */
export function UsageTable({
  steps,
  all,
  replay,
}: {
  steps: readonly StepOutput[];
  all: Usage | undefined;
  replay: boolean;
}) {
  const own = steps.filter((step) => step.keptFrom === undefined);
  const told = sumUsage(own.map((step) => step.usage));
  const earlier = usageBeyond(all, told);
  const ms = own.reduce((sum, step) => sum + step.durationMs, 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="overflow-x-auto" aria-label="Tokens and cost per step" tabIndex={0}>
      <table className="w-full text-right text-[12.5px] tabular-nums">
        <thead className="text-muted">
          <tr>
            <th className="py-1 pr-4 text-left font-medium">Step</th>
            <th className="py-1 pr-4 text-left font-medium">Agent</th>
            <th className="py-1 pr-4 font-medium">Time</th>
            <th className="py-1 pr-4 font-medium">Tokens in</th>
            <th className="py-1 pr-4 font-medium">of them cached</th>
            <th className="py-1 pr-4 font-medium">Tokens out</th>
            <th className="py-1 pr-4 font-medium">All tokens</th>
            <th className="py-1 font-medium">Cost</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.step} className="border-t border-line">
              <th scope="row" className="py-1 pr-4 text-left font-medium">
                {visibleText(step.title)}
                {step.keptFrom ? <span className="font-normal text-muted"> kept, not counted</span> : null}
              </th>
              <td className="py-1 pr-4 text-left text-muted">
                {[step.runner, step.model]
                  .filter((w) => w !== undefined)
                  .map(visibleText)
                  .join(" ")}
              </td>
              <td className="py-1 pr-4">{step.attempts > 0 ? formatDuration(step.durationMs) : "–"}</td>
              <Numbers usage={step.usage} replay={replay || step.runner === "replay"} />
            </tr>
          ))}
          {earlier ? (
            <tr className="border-t border-line">
              <th scope="row" className="py-1 pr-4 text-left font-medium">
                Earlier rounds and attempts
              </th>
              <td />
              <td className="py-1 pr-4">–</td>
              <Numbers usage={earlier} replay={replay} />
            </tr>
          ) : null}
        </tbody>
        <tfoot className="border-t border-line-strong font-semibold">
          <tr>
            <th scope="row" className="py-1 pr-4 text-left">
              All steps
            </th>
            <td />
            <td className="py-1 pr-4">{formatDuration(ms)}</td>
            <Numbers usage={earlier ? all : told} replay={replay} />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Numbers({ usage, replay }: { usage: Usage | undefined; replay: boolean }) {
  const n = (value: number | undefined) => <td className="py-1 pr-4">{value?.toLocaleString("en") ?? "–"}</td>;
  return (
    <>
      {n(usage?.inputTokens)}
      {n(usage?.cachedInputTokens)}
      {n(usage?.outputTokens)}
      {n(tokensOf(usage))}
      <td className="py-1">{usage?.costUsd === undefined || replay ? "–" : `$${usage.costUsd.toFixed(4)}`}</td>
    </>
  );
}
