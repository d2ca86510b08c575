"use client";

import type { Item } from "@codex-toolloop/protocol";
import { ChevronRight } from "lucide-react";
import type { ItemBlock } from "../../../lib/run-view/block.ts";
import { inputPreview } from "../../../lib/run-view/input-preview.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { CutText } from "../cut-text.tsx";
import { LogOutput } from "./log-output.tsx";
import { OutputBox } from "./output-box.tsx";
import { took } from "./took.ts";
import { ArgumentLine } from "./tool-view.tsx";

/** A command: what ran, what it printed, how it ended. */
export function CommandView({ block, item }: { block: ItemBlock; item: Extract<Item, { kind: "command" }> }) {
  const spilled = block.spilled.find((s) => s.field === "item.output");
  const code = item.exitCode;
  const stopped = item.status === "canceled";
  return (
    <div className="space-y-1">
      <div className="flex flex-wrap items-baseline gap-x-3">
        {item.command === "" && block.argument !== undefined ? null : <CommandLine command={item.command} />}
        <span className="text-[12px] text-muted">
          {block.active ? <CommandState block={block} /> : ""}
          {code === undefined || code === null ? (
            ""
          ) : (
            <span className={code === 0 || stopped ? "" : "text-failed"}>exit code {code}</span>
          )}
          {item.status === "declined" ? "declined" : ""}
          {stopped ? `${typeof code === "number" ? " · " : ""}canceled` : ""}
          {took(block, item.durationMs) === "" ? "" : ` · ${took(block, item.durationMs)}`}
        </span>
        {item.cwd ? (
          <span className="font-mono text-[11.5px] text-muted [overflow-wrap:anywhere]">
            in {visibleText(item.cwd)}
          </span>
        ) : null}
      </div>
      {block.active && block.argument !== undefined ? (
        <ArgumentLine text={inputPreview(block.argument)} arriving />
      ) : null}
      {item.logStart !== undefined ? (
        <LogOutput start={item.logStart} end={block.active ? undefined : item.logEnd} live={block.active} />
      ) : item.output ? (
        <CutText text={item.output} spilled={spilled} from="end">
          {(shown) => <OutputBox text={shown} live={block.active} />}
        </CutText>
      ) : null}
    </div>
  );
}

function CommandState({ block }: { block: ItemBlock }) {
  if (block.waits) return "waits for a decision";
  return block.argument === undefined ? "running" : "being written";
}

/** What certainly fits into three lines of the page. */
const SHORT = 160;

/** A command line: three lines of it until it is opened, for scripts in an argument would fill the screen. */
export function CommandLine({ command }: { command: string }) {
  const text = command === "" ? "(its beginning is not loaded)" : visibleText(command.slice(0, 4000));
  const look = "min-w-0 font-mono text-[12.5px] [overflow-wrap:anywhere]";
  if (text.length <= SHORT && !text.includes("\n")) return <code className={look}>{text}</code>;
  return (
    <details className={`group ${look}`}>
      <summary className="flex cursor-pointer list-none items-start gap-1 rounded-sm [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="mt-0.5 size-3.5 shrink-0 text-muted group-open:rotate-90" />
        <code className="line-clamp-3 whitespace-pre-wrap group-open:line-clamp-none">{text}</code>
      </summary>
    </details>
  );
}
