"use client";

import type { Item } from "@codex-toolloop/protocol";
import type { ItemBlock } from "../../../../../lib/run-view/block.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { CutText } from "../cut-text.tsx";
import { took } from "./item-view.tsx";
import { LogOutput } from "./log-output.tsx";
import { OutputBox } from "./output-box.tsx";

/** A command: what ran, what it printed, how it ended. */
export function CommandView({ block, item }: { block: ItemBlock; item: Extract<Item, { kind: "command" }> }) {
  const spilled = block.spilled.find((s) => s.field === "item.output");
  const code = item.exitCode;
  return (
    <div className="space-y-1">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <CommandLine command={item.command} />
        <span className="text-[12px] text-muted">
          {block.active ? "running" : ""}
          {code === undefined || code === null ? (
            ""
          ) : (
            <span className={code === 0 ? "" : "text-failed"}>exit code {code}</span>
          )}
          {item.status === "declined" ? "declined" : ""}
          {took(block, item.durationMs) === "" ? "" : ` · ${took(block, item.durationMs)}`}
        </span>
      </p>
      {item.cwd ? <p className="font-mono text-[11.5px] text-muted">in {visibleText(item.cwd)}</p> : null}
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

/** Longer command lines are folded: scripts in an argument would fill the screen. */
const LINE = 220;

export function CommandLine({ command }: { command: string }) {
  const text = command === "" ? "(its beginning is not loaded)" : visibleText(command.slice(0, 4000));
  const look = "min-w-0 font-mono text-[12.5px] [overflow-wrap:anywhere]";
  if (text.length <= LINE) return <code className={look}>{text}</code>;
  return (
    <details className={`group ${look}`}>
      <summary>
        <span className="group-open:hidden">{text.slice(0, LINE)} …</span>
        <span className="hidden text-muted group-open:inline">command</span>
      </summary>
      <code className="whitespace-pre-wrap">{text}</code>
    </details>
  );
}
