import type { FinalReport, ImplementOutput, PlanOutput, ResearchOutput } from "@codex-toolloop/protocol";
import type { DiffLinks } from "../../lib/evidence/evidence-path.ts";
import { safeLink } from "../../lib/run-view/safe-link.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { Items, LongText, Part, sentence } from "./items.tsx";
import { PathLink } from "./path-link.tsx";

/** Two columns where there is room for them. */
const PARTS = "grid gap-x-8 gap-y-2.5 @3xl:grid-cols-2";

export function PlanBody({ output, links }: { output: PlanOutput; links: DiffLinks }) {
  return (
    <div className={PARTS}>
      <Part title="Approach">
        <LongText text={output.approach} />
      </Part>
      <Part title="Files to touch">
        <Items items={output.filesToTouch}>{(path) => <PathLink text={path} links={links} />}</Items>
      </Part>
      <Part title="Risks">
        <Items items={output.risks}>{sentence}</Items>
      </Part>
      <Part title="Test plan">
        <Items items={output.testPlan}>{sentence}</Items>
      </Part>
    </div>
  );
}

export function ResearchBody({ output, links }: { output: ResearchOutput; links: DiffLinks }) {
  return (
    <div className={PARTS}>
      <Part title="Key findings">
        <Items items={output.keyFindings}>{sentence}</Items>
      </Part>
      <Part title="Facts of the repository">
        <Items items={output.repoFacts}>
          {({ path, note }) => (
            <>
              <PathLink text={path} links={links} /> {visibleText(note)}
            </>
          )}
        </Items>
      </Part>
      <Part title="References elsewhere">
        <Items items={output.externalRefs}>
          {({ url, note }) => (
            <>
              <OutsideLink url={url} runId={links.runId} /> {visibleText(note)}
            </>
          )}
        </Items>
      </Part>
    </div>
  );
}

export function ImplementBody({ output }: { output: ImplementOutput }) {
  return (
    <div className={PARTS}>
      <Part title="What was changed">
        <LongText text={output.changeSummary} />
      </Part>
      <Part title="Commands run">
        <Items items={output.commandsRun}>{(command) => <Code>{command}</Code>}</Items>
      </Part>
      <Part title="Tests run">
        <Items items={output.testsRun}>{sentence}</Items>
      </Part>
    </div>
  );
}

export function FinalBody({ output }: { output: FinalReport }) {
  return (
    <div className={PARTS}>
      <Part title="Executive summary">
        <LongText text={output.executiveSummary} />
      </Part>
      <Part title="What changed">
        <Items items={output.whatChanged}>{sentence}</Items>
      </Part>
      <Part title="How to verify">
        <Items items={output.howToVerify}>{sentence}</Items>
      </Part>
      <Part title="Risks remaining">
        <Items items={output.risksRemaining}>{sentence}</Items>
      </Part>
    </div>
  );
}

export function Code({ children }: { children: string }) {
  return <code className="font-mono text-[12px] whitespace-pre-wrap">{visibleText(children)}</code>;
}

/** Only what leads to another site over http is a link, and it shows where it leads. */
function OutsideLink({ url, runId }: { url: string; runId: string }) {
  const link = safeLink(url, runId);
  if (link?.kind !== "outside") return <Code>{url}</Code>;
  return (
    <a
      href={link.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="text-accent underline underline-offset-2"
    >
      {visibleText(link.href)}
    </a>
  );
}
