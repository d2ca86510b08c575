"use client";

import { isFinal } from "@codex-toolloop/protocol";
import { Hand, ShieldCheck, ShieldX } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import type { ApprovalBlock } from "../../../lib/run-view/block.ts";
import { visibleText } from "../../../lib/run-view/visible-text.ts";
import { useRunView } from "../run-view-provider.tsx";
import { Row } from "../transcript/row.tsx";
import { ApprovalDetail } from "./approval-detail.tsx";
import { ApprovalForm } from "./approval-form.tsx";
import { decidedWords } from "./decision-look.ts";
import { OpenGate } from "./gate-view.tsx";
import { useIsGate } from "./use-gate.ts";

/** The element of an approval's card. */
export const cardId = (approvalId: string) => `approval-${approvalId}`;

/** A question to a person: with its buttons while it waits, with who decided what afterwards. */
export function ApprovalView({ block }: { block: ApprovalBlock }) {
  const run = useRunView((s) => s.run);
  const isGate = useIsGate(block);
  const waits = block.decision === undefined && !block.expired && !isFinal(run.status);
  const card = useRef<HTMLElement>(null);
  const hadFocus = useRef(false);
  // The buttons go when the decision comes: who was on them is taken to what became of it.
  useLayoutEffect(() => {
    if (!waits && hadFocus.current) card.current?.focus();
    if (!waits) hadFocus.current = false;
  }, [waits]);
  const refused = block.decision === "decline" || block.decision === "cancel" || block.decision === "push_back";
  const Icon = waits ? Hand : block.decision === undefined || refused ? ShieldX : ShieldCheck;
  const title = visibleText(block.title);
  return (
    <Row
      at={block.at}
      offset={block.offset}
      kind={waits ? "Approval, waits" : "Approval"}
      icon={<Icon aria-hidden className={`size-4 ${waits ? "text-warn-fg" : "text-muted"}`} />}
    >
      <section
        ref={card}
        id={cardId(block.approvalId)}
        tabIndex={-1}
        aria-label={`Approval: ${title}`}
        data-testid="approval"
        data-waits={waits || undefined}
        onFocus={() => {
          hadFocus.current = true;
        }}
        onBlur={(e) => {
          if (!e.currentTarget.contains(e.relatedTarget) && e.relatedTarget !== null) hadFocus.current = false;
        }}
        className={waits ? "max-w-3xl rounded-md border border-warn-line bg-warn-bg/60 px-3 py-2" : ""}
      >
        {waits && isGate ? (
          <OpenGate block={block}>
            <Title title={title} waits />
          </OpenGate>
        ) : (
          <>
            <p className="flex flex-wrap items-baseline gap-x-2">
              <Title title={title} waits={waits} />
              {waits ? null : <Decided block={block} />}
            </p>
            {block.comment && isGate ? <Comment text={block.comment} /> : null}
            {block.detail ? <ApprovalDetail text={block.detail} open={waits} prose={isGate} /> : null}
            {waits && run.replayOf ? (
              <p className="mt-1 text-[12.5px] text-muted">A replay: the recording answers by itself.</p>
            ) : null}
            {waits && !run.replayOf ? <ApprovalForm runId={run.runId} block={block} /> : null}
          </>
        )}
      </section>
    </Row>
  );
}

function Title({ title, waits }: { title: string; waits: boolean }) {
  return <span className={`[overflow-wrap:anywhere] ${waits ? "font-semibold" : ""}`}>{title}</span>;
}

/** The words of a decision, as they were typed. */
function Comment({ text }: { text: string }) {
  return (
    <blockquote className="my-1 max-h-60 overflow-auto border-l-2 border-line-strong pl-3 whitespace-pre-wrap [overflow-wrap:anywhere]">
      {visibleText(text)}
    </blockquote>
  );
}

function Decided({ block }: { block: ApprovalBlock }) {
  const isGate = useIsGate(block);
  if (block.decision === undefined)
    return <span className="text-muted">not answered: the run ended before anybody decided</span>;
  const at = isGate ? block.decidedAt : undefined;
  return (
    <span className="text-muted [overflow-wrap:anywhere]">
      <span className="text-fg">{decidedWords(block.decision)}</span>
      {block.by ? ` by ${visibleText(block.by)}` : ""}
      {at ? (
        <>
          {" at "}
          <time dateTime={at} title={at}>
            {at.slice(11, 19)} UTC
          </time>
        </>
      ) : null}
      {block.comment && !isGate ? (
        <>
          : <q>{visibleText(block.comment.slice(0, 500))}</q>
        </>
      ) : null}
    </span>
  );
}
