import { FINDING_FIELDS } from "../agents/finding-words.ts";
import { block, CONTEXT, promptOf, READ_ONLY } from "../agents/prompt-parts.ts";

/** One question that an audit asks, each by an agent of its own. */
export interface Concern {
  id: string;
  title: string;
  role: string;
  task: string;
  how: string;
}

export const CONCERNS: readonly Concern[] = [
  {
    id: "deprecations",
    title: "Deprecations",
    role: "auditor of deprecations",
    task: "Find what this repository uses that is deprecated, unmaintained or about to be removed.",
    how: `- Look at dependencies that their lock file calls deprecated, at calls, options and language features that the versions in use deprecate, at tool configuration, CI images and runtimes past their end of life.
- Versions are those of the lock files, not those you remember. Say from which version on it holds where you know it, and what takes its place.
- \`area\` is the dependency or feature. In \`docGaps\`: documents that still tell the reader to use what is deprecated.`,
  },
  {
    id: "api",
    title: "API mismatches",
    role: "auditor of interfaces",
    task: "Find where what is called and what is offered do not fit together.",
    how: `- Look where two sides meet: calls against the signatures of the versions in use, types against the data that really comes, HTTP routes against their clients and documents, schemas against readers and writers, flags, environment variables and configuration against the code that reads them, exports against imports.
- Follow each suspicion to both ends in the code and name both in \`evidencePaths\`.
- In \`docGaps\`: interfaces whose documents say something else than the code.`,
  },
  {
    id: "docs",
    title: "Documentation gaps",
    role: "auditor of documentation",
    task: "Find what a user or a new developer of this repository must know and no document tells, or tells wrongly.",
    how: `- Follow the documents as a newcomer: install, run, test, configure, release. Compare each command, option, path, name and default with the code.
- Then the other way: public interfaces, settings and failure cases in the code that no document names.
- What a document says wrongly is a finding, with the line of the document and the line of the code; what is missing goes into \`docGaps\`.`,
  },
];

export const concernPrompt = ({ task, how }: Concern, pack: boolean) =>
  promptOf(
    `${task} The repository is at {{workspace.path}}.`,
    block("what-to-look-at-above-all", "{{spec}}"),
    pack && CONTEXT,
    `# How to work

${how}
- Other agents look after other concerns at the same time: keep to yours.
- Try to refute each finding before you write it down. A few that hold are worth more than many that might.
${READ_ONLY}

# Your answer

${FINDING_FIELDS}`,
  );

export const finalizePrompt = promptOf(
  "Write the final report of an audit of the repository at {{workspace.path}}, for the person who plans the work on it. You did not write the findings.",
  block("what-to-look-at-above-all", "{{spec}}"),
  block("findings", "{{steps.merge.output}}"),
  `# How to work

- Look at the evidence of the severe findings in the code. Name those that do not hold, with the reason.
- Be exact and sober. Nothing was executed: say what was only read.
${READ_ONLY}

# Your answer

- \`executiveSummary\`: the state of the repository in these concerns, and what to do first; three to six sentences.
- \`whatChanged\`: empty, for an audit changes nothing.
- \`howToVerify\`: commands or steps by which a reader sees for himself that the important findings hold.
- \`risksRemaining\`: what happens if nothing is done, the most severe first, and what this audit could not see.`,
);
