import type { RunnerInfo } from "@codex-toolloop/protocol";
import type { Metadata } from "next";
import Link from "next/link";
import { createLoader, parseAsString, type SearchParams } from "nuqs/server";
import { Callout } from "../../components/callout.tsx";
import { InlineCode } from "../../components/inline-code.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EMPTY_FORM, type FormState } from "../../lib/action-state.ts";
import { dashboard } from "../../lib/server.ts";
import { CatalogProblems } from "./_components/catalog-problems.tsx";
import { NoAgentYet } from "./_components/no-agent-yet.tsx";
import { StartForm } from "./_components/start-form.tsx";
import { WorkflowCards } from "./_components/workflow-cards.tsx";
import { findCard, readOffer, type WorkflowCard } from "./offer.ts";
import { rerunValues } from "./rerun.ts";
import { isRecorded, runnerChoices } from "./runner-choices.ts";
import { limitValues } from "./start-body.ts";

export const metadata: Metadata = { title: "New run" };
const load = createLoader({ workflow: parseAsString, workspace: parseAsString, from: parseAsString });

/** Choose a workflow, fill in what it asks for, start it. `?from=<run>` begins with the input of an earlier run. */
export default async function NewRunPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const asked = await load(searchParams);
  const [offer, again] = await Promise.all([readOffer(), asked.from ? rerunValues(asked.from) : null]);
  const infos = offer.cards.some((c) => c.runners.length > 0) ? await readRunners() : [];
  const cards = offer.cards.map((c) => ({ ...c, recorded: isRecorded(infos, c.name) }));
  const name = asked.workflow ?? again?.request.workflow;
  const card = name ? findCard(cards, name, asked.workspace) : undefined;
  if (!card?.allowed)
    return (
      <>
        <PageHeader title="New run">Choose what to run. Only what is listed here can be started.</PageHeader>
        {asked.from && !again ? <Callout level="warning" title="The run to start again is not in this store." /> : null}
        {name ? (
          <Callout level="warning" title={`“${name}” cannot be started here.`}>
            It is no longer defined, not allowed, or belongs to a workspace that is not trusted.
          </Callout>
        ) : null}
        <div className="mt-3 space-y-3">
          <NoAgentYet runners={infos} />
          <WorkflowCards cards={cards} />
        </div>
        <CatalogProblems problems={offer.problems} />
      </>
    );
  const choices = offer.workspaces.map((w) => ({
    id: w.id,
    name: w.displayName,
    path: w.localPath,
    trusted: w.trusted,
    disabled: w.disabled,
  }));
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[18rem_minmax(0,44rem)]">
      <aside aria-label="Workflows" className="max-lg:hidden">
        <WorkflowCards cards={cards} current={card} narrow />
      </aside>
      <section>
        <Link href="/new" prefetch={false} className="mb-2 inline-block text-muted underline lg:hidden">
          All workflows
        </Link>
        <PageHeader title={card.title}>{card.description ? <InlineCode text={card.description} /> : null}</PageHeader>
        <div className="rounded-lg border border-line bg-panel p-4 md:p-5">
          <StartForm
            key={`${card.workspace?.id ?? ""}/${card.name}/${asked.from ?? ""}`}
            card={card}
            workspaces={choices}
            runners={card.runners.length > 0 ? runnerChoices(infos, card.name) : []}
            initial={initialState(card, asked.workspace, again?.values)}
          />
        </div>
      </section>
    </div>
  );
}

/** As a person may see it: a problem may name a path. */
async function readRunners(): Promise<RunnerInfo[]> {
  return dashboard()
    .store.redactor()
    .json(await dashboard().agents.runners());
}

function initialState(card: WorkflowCard, workspaceId: string | null, again?: Record<string, string>): FormState {
  const values = {
    ...limitValues(card.timeoutSeconds),
    ...(card.workspace ? { workspaceId: card.workspace.id } : {}),
    ...(workspaceId ? { workspaceId } : {}),
    ...(again?.workflow === card.name ? again : {}),
  };
  return { ...EMPTY_FORM, values };
}
