import { type ArtifactInfo, type RunProvenance, type RunSummary, shortId } from "@codex-toolloop/protocol";
import Link from "next/link";
import { UsageTable } from "../../../../../components/evidence/usage-table.tsx";
import { Fact } from "../../../../../components/run-view/fact.tsx";
import { StatusBadge } from "../../../../../components/status-badge.tsx";
import { loadProvenance } from "../../../../../lib/evidence/load-provenance.ts";
import { loadStepFiles } from "../../../../../lib/evidence/load-step-files.ts";
import { runChain } from "../../../../../lib/evidence/run-chain.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../../../lib/server.ts";
import { Mono, Section } from "./about-parts.tsx";

/** Of a workflow: what a reviewer needs to trust the result, what each step used, and the runs that it goes on with. */
export async function ProvenancePart({ run, artifacts }: { run: RunSummary; artifacts: ArtifactInfo[] }) {
  const { store, catalog } = dashboard();
  const [provenance, { files }] = await Promise.all([
    loadProvenance(store, run.runId),
    loadStepFiles(store, run.runId, artifacts),
  ]);
  // An output tells of its step's last round; the provenance of all of them.
  const inAll = new Map(provenance?.agents.map(({ step, usage }) => [step, usage]));
  const steps = files.flatMap(({ output }) =>
    output ? [{ ...output, usage: inAll.get(output.step) ?? output.usage }] : [],
  );
  const chain = runChain(catalog, run);
  return (
    <>
      {chain.length > 1 ? <Chain chain={chain} run={run} /> : null}
      {provenance ? <Provenance provenance={provenance} /> : null}
      {steps.some((step) => step.usage) ? (
        <section className="lg:col-span-2">
          <h2 className="mb-1.5 font-semibold">Tokens and cost per step</h2>
          <UsageTable steps={steps} all={run.usage} replay={run.replayOf !== undefined} />
        </section>
      ) : null}
    </>
  );
}

function Provenance({ provenance: { git, versions, agents, changedFiles } }: { provenance: RunProvenance }) {
  const head = (commit: string | undefined, dirty: boolean | undefined) => (
    <>
      {commit ? <Mono>{visibleText(commit.slice(0, 12))}</Mono> : "no commit"}
      {dirty ? ", with uncommitted changes" : ""}
    </>
  );
  return (
    <Section title="Provenance">
      {git ? (
        <>
          <Fact name="Branch">{git.branch ? <Mono>{visibleText(git.branch)}</Mono> : "none"}</Fact>
          <Fact name="git before">{head(git.headBefore, git.dirtyBefore)}</Fact>
          <Fact name="git after">
            {head(git.headAfter, git.dirtyAfter)}
            {git.headBefore === git.headAfter ? " (the same commit)" : ""}
          </Fact>
        </>
      ) : (
        <Fact name="git">no checkout</Fact>
      )}
      {changedFiles ? (
        <Fact name="Changed files">
          <Link href={{ query: { tab: "changes" } }} scroll={false} prefetch={false} className="text-accent underline">
            {changedFiles.length}
          </Link>
        </Fact>
      ) : null}
      <Fact name="Versions">
        {Object.entries(versions)
          .map(([name, version]) => `${name} ${version}`)
          .map(visibleText)
          .join(" · ")}
      </Fact>
      <Fact name="Agents">
        {agents.length === 0 ? "none" : null}
        <ul>
          {agents.map((agent) => (
            <li key={agent.step}>
              <span className="text-muted">{visibleText(agent.step)}</span> {agent.runner}
              {agent.model ? ` ${visibleText(agent.model)}` : ""} · {agent.sandbox} · asks: {agent.approvalPolicy}
              {agent.threadId ? (
                <>
                  {" "}
                  · thread <Mono>{visibleText(agent.threadId.slice(0, 40))}</Mono>
                </>
              ) : null}
            </li>
          ))}
        </ul>
      </Fact>
    </Section>
  );
}

function Chain({ chain, run }: { chain: readonly RunSummary[]; run: RunSummary }) {
  return (
    <section>
      <h2 className="mb-1.5 font-semibold">Continued work</h2>
      <ol className="space-y-1">
        {chain.map((part) => (
          <li key={part.runId} className="flex flex-wrap items-center gap-x-3">
            {part.runId === run.runId ? (
              <span className="font-mono font-semibold">{shortId(part.runId)} (this run)</span>
            ) : (
              <Link href={`/runs/${part.runId}`} prefetch={false} className="font-mono text-accent underline">
                {shortId(part.runId)}
              </Link>
            )}
            <StatusBadge status={part.status} />
            <span className="text-muted">
              {part.createdAt.slice(0, 19).replace("T", " ")} UTC
              {part.resumes
                ? ` · goes on with ${shortId(part.resumes.runId)}${part.resumes.from ? ` from ${part.resumes.from}` : ""}`
                : ""}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
