import { Bot, CirclePlay, FileText, FolderGit2, ListChecks, Workflow } from "lucide-react";
import Link from "next/link";
import { InlineCode } from "../../../components/inline-code.tsx";
import type { WorkflowCard } from "../offer.ts";

const SOURCE = { builtin: "built in", store: "this store", workspace: "workspace" } as const;

/** Where a card leads: the same page with its form. */
export function cardHref(card: WorkflowCard) {
  const workspace = card.workspace ? `&workspace=${card.workspace.id}` : "";
  return `/new?workflow=${encodeURIComponent(card.name)}${workspace}` as const;
}

/** What may be started. `narrow` is the list beside an open form. */
export function WorkflowCards({
  cards,
  current,
  narrow = false,
}: {
  cards: readonly WorkflowCard[];
  current?: WorkflowCard | undefined;
  narrow?: boolean;
}) {
  return (
    <ul className={narrow ? "space-y-2" : "grid gap-3 sm:grid-cols-2 xl:grid-cols-3"}>
      {cards.map((card) => (
        <li key={`${card.workspace?.id ?? ""}/${card.name}`}>
          <Card card={card} current={card === current} narrow={narrow} />
        </li>
      ))}
    </ul>
  );
}

function Card({ card, current, narrow }: { card: WorkflowCard; current: boolean; narrow: boolean }) {
  const frame = `relative flex h-full flex-col rounded-lg border bg-panel ${narrow ? "px-3 py-2" : "px-4 py-3"}`;
  const head = (
    <span className="flex items-baseline justify-between gap-3">
      <span className="font-semibold">{card.title}</span>
      <span className="shrink-0 text-xs text-muted">{card.workspace?.name ?? SOURCE[card.source]}</span>
    </span>
  );
  if (!card.allowed)
    return (
      <div className={`${frame} border-dashed border-line-strong`}>
        {head}
        <p className="mt-1 text-xs text-muted">
          Left out by <code className="font-mono">allowedWorkflows</code> in config.yaml; a start would be refused.
        </p>
      </div>
    );
  return (
    <Link
      href={cardHref(card)}
      prefetch={false}
      aria-current={current ? "true" : undefined}
      className={`${frame} border-line hover:border-line-strong hover:bg-raised/60 aria-[current]:border-accent aria-[current]:bg-raised/60`}
    >
      {head}
      <span className="font-mono text-xs text-muted">{card.name}</span>
      {card.description ? (
        <span className={`mt-1.5 text-fg/90 ${narrow ? "line-clamp-2 text-xs" : "line-clamp-6"}`}>
          <InlineCode text={card.description} />
        </span>
      ) : null}
      {narrow || card.steps.length < 2 || card.runners.length === 0 ? null : (
        <span className="mt-1.5 text-xs text-muted">{card.steps.join(" · ")}</span>
      )}
      {narrow ? null : <Needs card={card} />}
    </Link>
  );
}

/** What a workflow asks for, in a line. */
function Needs({ card }: { card: WorkflowCard }) {
  const count = card.fields.length;
  const agents = card.runners.filter((r) => r !== "replay");
  const needs = [
    ...(agents.length > 0 ? [{ icon: Bot, text: agents.join(" or ") }] : []),
    ...(card.steps.length > 1 ? [{ icon: Workflow, text: `${card.steps.length} steps` }] : []),
    ...(card.recorded && card.runners.includes("replay") ? [{ icon: CirclePlay, text: "recording" }] : []),
    { icon: ListChecks, text: count === 0 ? "no inputs" : count === 1 ? "1 input" : `${count} inputs` },
    ...(card.needsWorkspace === "none" ? [] : [{ icon: FolderGit2, text: `workspace ${card.needsWorkspace}` }]),
    ...(card.needsSpec === "none" ? [] : [{ icon: FileText, text: `spec ${card.needsSpec}` }]),
  ];
  return (
    <span className="mt-auto flex flex-wrap gap-x-4 gap-y-1 pt-2.5 text-xs text-muted">
      {needs.map(({ icon: Icon, text }) => (
        <span key={text} className="inline-flex items-center gap-1.5">
          <Icon aria-hidden className="size-3.5" />
          {text}
        </span>
      ))}
    </span>
  );
}
