import { type ArtifactInfo, formatDuration, type RunSummary } from "@codex-toolloop/protocol";
import Link from "next/link";
import { CopyButton } from "../../../../../components/run-view/copy-button.tsx";
import { Fact } from "../../../../../components/run-view/fact.tsx";
import { JsonView } from "../../../../../components/run-view/json-view.tsx";
import { Panel } from "../../../../../components/run-view/panels/panel.tsx";
import { usageWords } from "../../../../../components/run-view/transcript/usage-words.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";
import { dashboard } from "../../../../../lib/server.ts";
import { Mono, Section } from "./about-parts.tsx";
import { ProvenancePart } from "./provenance-part.tsx";
import { SkippedLines } from "./skipped-lines.tsx";

/** Where a run came from and what became of its process: for whoever has to trust the rest of the page. */
export async function AboutPanel({ run, artifacts }: { run: RunSummary; artifacts: ArtifactInfo[] }) {
  const { store, supervisor } = dashboard();
  const { runId } = run;
  const redactor = store.redactor();
  // These come from the disk as they are: the run process and the supervisor need them raw.
  const [request, exit, control, receipt] = redactor.json(
    await Promise.all([
      store.readRequest(runId),
      store.readExit(runId),
      store.readControl(runId),
      supervisor.receipt(runId),
    ]),
  );
  const dir = store.runDir(runId);
  const p = request?.provenance;
  return (
    <Panel label="About">
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-2">
        <Section title="Run">
          <Fact name="Id">
            <Mono>{runId}</Mono>
          </Fact>
          <Fact name="Directory">
            <Mono>{visibleText(dir)}</Mono> <CopyButton text={dir} label="Copy path" variant="ghost" iconOnly />
          </Fact>
          <Fact name="Workflow">
            {run.workflow} ({run.kind}
            {request ? `, ${request.source}` : ""})
          </Fact>
          {run.sessionId ? (
            <Fact name="Session">
              <Link href={`/agents?session=${run.sessionId}&run=${runId}`} prefetch={false} className="underline">
                <Mono>{run.sessionId}</Mono>
              </Link>
            </Fact>
          ) : null}
          <Fact name="Workspace">{run.workspace ? <Mono>{visibleText(run.workspace.path)}</Mono> : "none"}</Fact>
          <Fact name="Status">
            {run.status}
            {run.reason ? ` · ${run.reason.replaceAll("_", " ")}` : ""}
          </Fact>
          {run.detail ? <Fact name="Detail">{visibleText(run.detail)}</Fact> : null}
          {run.usage ? <Fact name="Usage">{usageWords(run.usage, run.replayOf !== undefined)}</Fact> : null}
          <Fact name="Created">{instant(run.createdAt)}</Fact>
          <Fact name="Started">{instant(run.startedAt)}</Fact>
          <Fact name="Ended">
            {instant(run.finishedAt)}
            {run.durationMs === undefined ? "" : ` · ${formatDuration(run.durationMs)}`}
          </Fact>
        </Section>
        <Section title="Request">
          <Fact name="Requested by">
            {visibleText(run.requestedBy)} via {run.requestedVia}
          </Fact>
          {request ? (
            <>
              <Fact name="Inputs">
                {Object.keys(request.inputs).length === 0 ? (
                  "none"
                ) : (
                  <ul>
                    {Object.entries(request.inputs).map(([k, v]) => (
                      <li key={k} className="[overflow-wrap:anywhere]">
                        <span className="text-muted">{k}</span> {visibleText(String(v).slice(0, 500))}
                      </li>
                    ))}
                  </ul>
                )}
              </Fact>
              <Fact name="Spec">{request.hasSpec ? "spec.md (see Files)" : "none"}</Fact>
              <Fact name="Time limit">{formatDuration(request.timeoutSeconds * 1000)}</Fact>
              <Fact name="Stop grace">{request.stopGraceSeconds} s</Fact>
            </>
          ) : (
            <Fact name="Request">this run left no readable request.json</Fact>
          )}
          {p ? (
            <>
              <Fact name="Git">
                {p.gitHead ? <Mono>{p.gitHead.slice(0, 12)}</Mono> : "no git"}
                {p.gitBranch ? ` on ${visibleText(p.gitBranch)}` : ""}
                {p.gitDirty ? ", with uncommitted changes" : ""}
              </Fact>
              <Fact name="Versions">
                {Object.entries(p.versions)
                  .map(([k, v]) => `${k} ${v}`)
                  .join(" · ")}
              </Fact>
              <Fact name="Command line">
                <Mono>{visibleText(p.argv.join(" ").slice(0, 1000))}</Mono>
              </Fact>
            </>
          ) : null}
        </Section>
        <Section title="Process">
          <Fact name="Pid">{run.pid ?? "none"}</Fact>
          <Fact name="Start time">{run.startTime ? <Mono>{run.startTime}</Mono> : "not recorded"}</Fact>
          <Fact name="Kill level">{run.killLevel ?? exit?.killLevel ?? "not recorded"}</Fact>
          {exit ? (
            <>
              <Fact name="Exit">
                {exit.spawnError
                  ? visibleText(exit.spawnError)
                  : exit.signal
                    ? `signal ${exit.signal}`
                    : `code ${exit.exitCode ?? "unknown"}`}
                {exit.deadline ? " · its deadline fired" : ""}
                {exit.stopSignal ? ` · stopped by ${exit.stopSignal}` : ""}
              </Fact>
              <Fact name="Killed">{exit.killed.length === 0 ? "none" : exit.killed.length}</Fact>
              <Fact name="Survived">
                {exit.survived.length === 0
                  ? "none"
                  : exit.survived.map((s) => `${s.pid} ${visibleText(s.command ?? "")}`).join(", ")}
              </Fact>
              <Fact name="Proven gone">{exit.proven ? "yes, by the kernel" : "no"}</Fact>
            </>
          ) : (
            <Fact name="Exit">no exit.json: the launcher has not ended, or it was killed</Fact>
          )}
        </Section>
        <Section title="Trust">
          <Fact name="Redaction">
            {redactor.rules} rules, version {redactor.version}. Everything on this page and in its downloads is
            redacted; the files on disk are not.
          </Fact>
          <SkippedLines />
          <Fact name="Control lines">
            {control.length === 0
              ? "none"
              : control.map((c) => (
                  <div key={`${c.at}${c.type}`}>
                    {c.type} by {visibleText(c.by)} at {instant(c.at)}
                    {c.type === "stop" ? ` (${c.reason.replaceAll("_", " ")})` : ""}
                  </div>
                ))}
          </Fact>
        </Section>
        <ProvenancePart run={run} artifacts={artifacts} />
      </div>
      <div className="mt-6 space-y-2">
        <Raw title="request.json" value={request} />
        <Raw title="exit.json" value={exit} />
        <Raw title="Receipt of the stop" value={receipt} />
      </div>
    </Panel>
  );
}

function Raw({ title, value }: { title: string; value: unknown }) {
  if (value === null) return null;
  return (
    <details>
      <summary className="text-muted">{title}</summary>
      <JsonView value={value} />
    </details>
  );
}

function instant(at: string | undefined): string {
  return at === undefined ? "not yet" : `${at.slice(0, 19).replace("T", " ")} UTC`;
}
