import type { ReactNode } from "react";
import type { DiffLinks } from "../../lib/evidence/evidence-path.ts";
import type { FoundFinding } from "../../lib/evidence/findings.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";
import { Items, LongText, sentence } from "./items.tsx";
import { PathLink } from "./path-link.tsx";
import { SeverityWord } from "./words.tsx";

/** Findings in the given order, each with its evidence; on a narrow screen one below the other. */
export function FindingsTable({
  findings,
  links,
  heads = { severity: "Severity", area: "Area", step: "Step" },
  withStep = true,
}: {
  findings: readonly FoundFinding[];
  links: DiffLinks;
  /** Heads of the columns that can be sorted by, with their state. */
  heads?: Record<"severity" | "area" | "step", ReactNode>;
  withStep?: boolean;
}) {
  return (
    <table className="w-full text-left text-[12.5px] max-md:block">
      <thead className="text-muted max-md:block">
        <tr className="max-md:flex max-md:gap-4">
          <Head content={heads.severity} />
          <Head content={heads.area} />
          <th className="w-full py-1 pr-4 font-medium max-md:hidden">Finding</th>
          {withStep ? <Head content={heads.step} /> : null}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {findings.map((finding) => (
          <tr
            key={finding.index}
            data-finding={finding.severity}
            className="border-t border-line align-top max-md:flex max-md:flex-wrap max-md:gap-x-3 max-md:py-1.5"
          >
            <td className="py-1.5 pr-4 max-md:py-0">
              <SeverityWord severity={finding.severity} />
            </td>
            <td className="max-w-40 py-1.5 pr-4 break-words max-md:py-0">{visibleText(finding.area)}</td>
            <td className="py-1.5 pr-4 max-md:order-last max-md:w-full max-md:py-0">
              <Detail finding={finding} links={links} />
            </td>
            {withStep ? (
              <td className="py-1.5 whitespace-nowrap text-muted max-md:py-0">{visibleText(finding.stepTitle)}</td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head({ content }: { content: ReactNode }) {
  return typeof content === "string" ? <th className="py-1 pr-4 font-medium">{content}</th> : content;
}

function Detail({ finding, links }: { finding: FoundFinding; links: DiffLinks }) {
  return (
    <div className="space-y-1">
      <LongText text={finding.description} />
      {finding.suggestions.length > 0 ? (
        <div className="text-muted">
          <Items items={finding.suggestions}>{sentence}</Items>
        </div>
      ) : null}
      {finding.evidencePaths.length > 0 ? (
        <p className="flex flex-wrap gap-x-3 gap-y-0.5">
          {finding.evidencePaths.slice(0, 20).map((path) => (
            <PathLink key={path} text={path} links={links} />
          ))}
          {finding.evidencePaths.length > 20 ? (
            <span className="text-muted">{finding.evidencePaths.length - 20} more</span>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}
