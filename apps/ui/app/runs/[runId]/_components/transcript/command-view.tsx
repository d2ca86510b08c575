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
        <code className="font-mono text-[12.5px] [overflow-wrap:anywhere]">
          {item.command === "" ? "(its beginning is not loaded)" : visibleText(item.command.slice(0, 4000))}
        </code>
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
