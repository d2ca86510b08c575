"use client";

import { Bot } from "lucide-react";
import { agentFacts, shortTokens } from "../../lib/run-view/agent-facts.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { useCalmRunView } from "./run-view-provider.tsx";
import { ScrollRow } from "./scroll-row.tsx";
import { usageWords } from "./transcript/usage-words.ts";

/** Who has the turn and how far it is: runner, model, round, tokens, context and cost, live. Nothing for a run without an agent. */
export function AgentStrip() {
  const run = useCalmRunView((s) => s.run);
  const overview = useCalmRunView((s) => s.overview);
  const facts = agentFacts(run, overview);
  if (!facts) return null;
  const { runner, model, iteration, usage, context } = facts;
  return (
    <div data-testid="agent-strip">
      <ScrollRow
        count={5}
        shade="from-bg"
        className="items-center gap-x-4 gap-y-1 text-[12.5px] whitespace-nowrap text-muted md:flex-wrap"
      >
        <span className="inline-flex items-center gap-1.5">
          <Bot aria-hidden className="size-4" />
          <span className="font-medium text-fg">{runner ?? "agent"}</span>
          {model ? <span className="max-w-64 truncate">{visibleText(model)}</span> : null}
        </span>
        {iteration ? (
          <span>
            turn {iteration.current}
            {iteration.max === undefined ? "" : ` of ${iteration.max}`}
          </span>
        ) : null}
        {usage?.inputTokens !== undefined || usage?.outputTokens !== undefined ? (
          <span title={usageWords(usage)}>
            {shortTokens(usage.inputTokens ?? 0)} in
            {usage.cachedInputTokens ? ` (${shortTokens(usage.cachedInputTokens)} cached)` : ""} ·{" "}
            {shortTokens(usage.outputTokens ?? 0)} out
          </span>
        ) : usage?.totalTokens !== undefined ? (
          <span title={usageWords(usage)}>{shortTokens(usage.totalTokens)} tokens</span>
        ) : null}
        {context ? <ContextMeter {...context} /> : null}
        {usage?.costUsd === undefined ? null : <span>${usage.costUsd.toFixed(usage.costUsd < 1 ? 4 : 2)}</span>}
      </ScrollRow>
    </div>
  );
}

const ROOM = "[&::-moz-progress-bar]:bg-running [&::-webkit-progress-value]:bg-running";
const FILLING = "[&::-moz-progress-bar]:bg-timeout [&::-webkit-progress-value]:bg-timeout";
const FULL = "[&::-moz-progress-bar]:bg-failed [&::-webkit-progress-value]:bg-failed";

/** How full the model's context is: amber from three quarters on, red where it will soon be compacted. */
function ContextMeter({ share, used, window }: { share: number; used: number; window: number }) {
  const tone = share > 0.9 ? FULL : share > 0.75 ? FILLING : ROOM;
  const percent = Math.round(share * 100);
  return (
    <span
      className="inline-flex items-center gap-1.5"
      title={`${used.toLocaleString("en")} of ${window.toLocaleString("en")} tokens of the model's context`}
    >
      context
      <progress
        aria-label="Context window"
        value={percent}
        max={100}
        className={`h-1.5 w-16 overflow-hidden rounded-full bg-line [&::-webkit-progress-bar]:bg-line ${tone}`}
      />
      {percent} %
    </span>
  );
}
