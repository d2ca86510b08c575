import type { Item } from "@codex-toolloop/protocol";
import {
  Ban,
  Brain,
  CircleAlert,
  FileDiff,
  Globe,
  Hand,
  ListChecks,
  LoaderCircle,
  type LucideIcon,
  MessageSquare,
  SquareTerminal,
  User,
  Wrench,
} from "lucide-react";
import type { ItemBlock } from "../../../lib/run-view/block.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { CommandView } from "./command-view.tsx";
import { FileChangeView } from "./file-change-view.tsx";
import { PlanView, SearchView } from "./item-parts.tsx";
import { MessageView, ReasoningView } from "./message-view.tsx";
import { Row } from "./row.tsx";
import { ToolView } from "./tool-view.tsx";

const LOOK: Record<Item["kind"], { icon: LucideIcon; word: string }> = {
  message: { icon: MessageSquare, word: "Message" },
  reasoning: { icon: Brain, word: "Reasoning" },
  command: { icon: SquareTerminal, word: "Command" },
  file_change: { icon: FileDiff, word: "File change" },
  tool_call: { icon: Wrench, word: "Tool call" },
  plan: { icon: ListChecks, word: "Plan" },
  web_search: { icon: Globe, word: "Web search" },
  error: { icon: CircleAlert, word: "Error" },
};

/** What an agent does, not what it says. */
const TOOLS: ReadonlySet<Item["kind"]> = new Set(["command", "tool_call", "web_search", "file_change"]);

/** One item; what works now stands in an amber box with a spinner. */
export function ItemView({ block }: { block: ItemBlock }) {
  const { item, active } = block;
  const { icon, word } = LOOK[item.kind];
  const Icon = item.kind === "message" && item.role === "user" ? User : icon;
  // What is asked about does not work yet.
  const busy = active && !block.waits && TOOLS.has(item.kind);
  const failed = item.kind === "error" || item.status === "failed" || item.status === "declined";
  return (
    <Row
      icon={
        busy ? (
          <LoaderCircle aria-hidden className="size-4 animate-spin text-warn-fg" />
        ) : active && block.waits ? (
          <Hand aria-hidden className="size-4 text-warn-fg" />
        ) : active ? (
          <span
            aria-hidden
            data-testid="pulse"
            className="mt-1 size-2 animate-pulse-slow rounded-full bg-success [animation-duration:1.2s]"
          />
        ) : item.status === "canceled" ? (
          <Ban aria-hidden className="size-4 text-canceled" />
        ) : (
          <Icon aria-hidden className={`size-4 ${failed ? "text-failed" : "text-muted"}`} />
        )
      }
      at={block.at}
      offset={block.offset}
      kind={active ? `${word}, in progress` : item.status === "canceled" ? `${word}, canceled` : word}
    >
      {block.continued ? (
        <p className="text-[12px] text-muted">continued: this {word.toLowerCase()} began before the loaded part</p>
      ) : null}
      <div
        className={busy ? "rounded-md border border-warn-line bg-warn-bg/60 px-2.5 py-1.5" : ""}
        data-active={busy || undefined}
      >
        <Body block={block} item={item} />
      </div>
    </Row>
  );
}

function Body({ block, item }: { block: ItemBlock; item: Item }) {
  switch (item.kind) {
    case "message":
      return <MessageView block={block} item={item} />;
    case "reasoning":
      return <ReasoningView block={block} item={item} />;
    case "command":
      return <CommandView block={block} item={item} />;
    case "file_change":
      return <FileChangeView block={block} item={item} />;
    case "tool_call":
      return <ToolView block={block} item={item} />;
    case "plan":
      return <PlanView item={item} />;
    case "web_search":
      return <SearchView block={block} item={item} />;
    case "error":
      return <p className="text-failed [overflow-wrap:anywhere]">{visibleText(item.message.slice(0, 4000))}</p>;
    default:
      return item satisfies never;
  }
}
