"use client";

import { formatDuration, type Item } from "@codex-toolloop/protocol";
import { useState } from "react";
import type { ItemBlock } from "../../../lib/run-view/block.ts";
import { visibleBidi } from "../../../lib/run-view/visible-text.ts";
import { CutText } from "../cut-text.tsx";
import { JsonAnswer, jsonAnswer } from "./json-answer.tsx";
import { PROSE_MAX, Prose } from "./prose.tsx";
import { StepPrompt } from "./step-prompt.tsx";
import { Thinking } from "./thinking.tsx";
import { usePinnedEnd } from "./use-pinned-end.ts";

/** What a person or an agent said. */
export function MessageView({ block, item }: { block: ItemBlock; item: Extract<Item, { kind: "message" }> }) {
  const spilled = block.spilled.find((s) => s.field === "item.text");
  if (item.text === "" && block.active) return <Thinking />;
  const streaming = block.active && block.streaming;
  if (isStepPrompt(block))
    return <StepPrompt text={item.text} spilled={spilled} again={/\.again\W/.test(block.itemId)} />;
  const answer = item.role === "assistant" && !block.active ? jsonAnswer(item.text) : undefined;
  if (answer) return <JsonAnswer value={answer} />;
  return (
    <div
      data-streaming={streaming || undefined}
      className={item.role === "user" ? "w-fit rounded-md bg-raised px-3 py-1.5" : ""}
    >
      {isSteer(block) ? <p className="text-[11.5px] text-muted">said while it worked</p> : null}
      <CutText text={item.text} spilled={spilled} preview={PROSE_MAX} from={streaming ? "end" : "start"}>
        {(shown) => <Prose text={shown} streaming={streaming} />}
      </CutText>
    </div>
  );
}

/** The run process names what was said to a running turn. */
const isSteer = (block: ItemBlock) => /(^|\W)steer-\d+$/.test(block.itemId);

/** What the workflow asked of the agent of a step. */
const isStepPrompt = (block: ItemBlock) => block.stepId !== undefined && /(^|\W)prompt$/.test(block.itemId);

/** What an agent thought: open while it is written, closed once it is done, and as the reader wants it from then on. */
export function ReasoningView({ block, item }: { block: ItemBlock; item: Extract<Item, { kind: "reasoning" }> }) {
  const [wish, setWish] = useState<boolean>();
  const { box, onScroll } = usePinnedEnd<HTMLDivElement>(item.text);
  if (item.text === "" && block.active) return <Thinking />;
  const open = wish ?? block.active;
  return (
    <details className="text-muted" open={open}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button. */}
      <summary
        className="[overflow-wrap:anywhere]"
        onClick={(e) => {
          e.preventDefault();
          setWish(!open);
        }}
      >
        {block.active ? "Reasoning …" : `Reasoning${tookWords(block)}`}
        {open ? null : <Beginning text={item.text} />}
      </summary>
      {open ? (
        <div
          ref={box}
          onScroll={onScroll}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
          tabIndex={0}
          className={`mt-1 border-l-2 border-line pl-3 ${block.active ? "max-h-60 overflow-auto" : ""}`}
        >
          <CutText
            text={item.text}
            spilled={block.spilled.find((s) => s.field === "item.text")}
            preview={PROSE_MAX}
            from={block.active ? "end" : "start"}
          >
            {(shown) => <Prose text={shown} streaming={block.active} />}
          </CutText>
        </div>
      ) : null}
    </details>
  );
}

/** Of closed reasoning in its line, in UTF-16 units. */
const LINE_MAX = 120;

function Beginning({ text }: { text: string }) {
  const line = (text.trimStart().split("\n", 1)[0] ?? "").replace(/[*#`]/g, "");
  // Whole words; the rest is a click away.
  const first = line.length > LINE_MAX ? `${line.slice(0, LINE_MAX).replace(/\s+\S*$/, "")} …` : line;
  return (
    <>
      {": "}
      <span className="italic">{visibleBidi(first)}</span>
    </>
  );
}

function tookWords(block: ItemBlock): string {
  if (block.continued || !block.finishedAt) return "";
  const ms = Date.parse(block.finishedAt) - Date.parse(block.at);
  return ms >= 1000 ? ` · ${formatDuration(ms)}` : "";
}
