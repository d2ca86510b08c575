import { expect, it } from "vitest";
import { reportParts } from "./report-parts.ts";

const kinds = (markdown: string) =>
  reportParts(markdown).map((p) => `${p.kind}: ${p.text.trim().replaceAll("\n", "|")}`);

it("cuts a report at its findings and checks, and loses no line", () => {
  const report =
    "# Report\n\nIntro\n\n## Findings\n\n| a |\n\n### High\n\nx\n\n## Risks\n\ny\n\n## Checks and their results\nz\n";
  expect(kinds(report)).toEqual([
    "text: # Report||Intro",
    "findings: ## Findings||| a |||### High||x",
    "text: ## Risks||y",
    "checks: ## Checks and their results|z",
  ]);
  expect(
    reportParts(report)
      .map((p) => p.text)
      .join("\n"),
  ).toBe(report);
});

it("takes no heading from code, and not the report's own title", () => {
  expect(kinds("# Findings of the day\n\n```md\n## Findings\n```\n\nFindings\n")).toEqual([
    "text: # Findings of the day||```md|## Findings|```||Findings",
  ]);
  expect(kinds("~~~~\n~~~\n## Checks\n~~~~\n## Checks\n")).toEqual([
    "text: ~~~~|~~~|## Checks|~~~~",
    "checks: ## Checks",
  ]);
});
