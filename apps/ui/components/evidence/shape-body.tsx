import { OUTPUT_SHAPES, type StepOutput } from "@codex-toolloop/protocol";
import type { ReactNode } from "react";
import type { DiffLinks } from "../../lib/evidence/evidence-path.ts";
import { isDense } from "../../lib/run-view/markdown-blocks.ts";
import { Markdown } from "../run-view/markdown.tsx";
import { PROSE_MAX } from "../run-view/transcript/prose.tsx";
import { FinalBody, ImplementBody, PlanBody, ResearchBody } from "./agent-outputs.tsx";
import { LongText } from "./items.tsx";
import { OutputValue } from "./output-value.tsx";
import { ReviewBody } from "./review-body.tsx";
import { VerifyBody } from "./verify-body.tsx";

export interface ShapeBodyProps {
  step: StepOutput;
  links: DiffLinks;
  /** Of a review: its own table, or how many, where the page has a table over all steps. */
  findings: "table" | "counts";
}

/** What a step hands on, as its shape says; an agent's free text as the markdown that it is; anything else as terms and values. */
export function ShapeBody(props: ShapeBodyProps): ReactNode {
  const { step, links } = props;
  if (step.output === undefined || step.output === null) return null;
  if (typeof step.output === "string" && step.kind === "agent") {
    const long = step.output.length > PROSE_MAX || isDense(step.output);
    return long ? <LongText text={step.output} /> : <Markdown text={step.output} runId={links.runId} />;
  }
  return shaped(props) ?? <OutputValue value={step.output} depth={0} />;
}

/** Null where the output does not fit the shape that it claims. */
function shaped({ step, links, findings }: ShapeBodyProps): ReactNode {
  const { shape, output } = step;
  switch (shape) {
    case "PlanOutput": {
      const plan = OUTPUT_SHAPES[shape].safeParse(output).data;
      return plan ? <PlanBody output={plan} links={links} /> : null;
    }
    case "ResearchOutput": {
      const research = OUTPUT_SHAPES[shape].safeParse(output).data;
      return research ? <ResearchBody output={research} links={links} /> : null;
    }
    case "ImplementOutput": {
      const implemented = OUTPUT_SHAPES[shape].safeParse(output).data;
      return implemented ? <ImplementBody output={implemented} /> : null;
    }
    case "VerifyOutput": {
      const verified = OUTPUT_SHAPES[shape].safeParse(output).data;
      return verified ? <VerifyBody output={verified} /> : null;
    }
    case "ReviewOutput": {
      const review = OUTPUT_SHAPES[shape].safeParse(output).data;
      return review ? <ReviewBody step={step} output={review} links={links} findings={findings} /> : null;
    }
    case "FinalReport": {
      const report = OUTPUT_SHAPES[shape].safeParse(output).data;
      return report ? <FinalBody output={report} /> : null;
    }
    case undefined:
      return null;
    default:
      return shape satisfies never;
  }
}
