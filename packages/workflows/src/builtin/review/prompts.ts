import { FINDING_FIELDS } from "../agents/finding-words.ts";
import { block, CONTEXT, promptOf, READ_ONLY } from "../agents/prompt-parts.ts";

const WHAT = [
  block("what-it-is-meant-to-do", "{{spec}}"),
  block("changed-files", "{{steps.diff.output.summary}}"),
  block("diff", "{{steps.diff.output.diff}}"),
];

export const reviewPrompt = (pack: boolean) =>
  promptOf(
    "Review the change below as somebody who has to answer for it. You did not write it. The repository is at {{workspace.path}}, with the change in its files.",
    ...WHAT,
    pack && CONTEXT,
    `# How to work

- First what is wrong: in behaviour, edge cases, errors, callers that were not changed, concurrency, security, data that already exists. Then what will be hard to live with. Style that no reader trips over is no finding.
- Read the code around the diff: most faults lie where changed code meets unchanged code. Where the diff ends early, read the files.
- Try to refute each finding before you write it down. A few that hold are worth more than many that might.
- Do the tests prove the change? Was a test or a check weakened, skipped or removed?
${READ_ONLY}

# Your answer

${FINDING_FIELDS}`,
  );

export const finalizePrompt = promptOf(
  "Check a review, and write the final report on the change for the person who decides whether to take it. You wrote neither the change nor the review. The repository is at {{workspace.path}}.",
  ...WHAT,
  block("review", "{{steps.review.output}}"),
  `# How to work

- Look at the evidence of each finding in the code. Say which hold, and name those that do not with the reason.
- Be exact and sober; do not praise. Nothing was executed: say what was only read.
${READ_ONLY}

# Your answer

- \`executiveSummary\`: what the change does, whether it can be taken as it is, and what must be done before; three to six sentences.
- \`whatChanged\`: one entry for each change that a user or developer notices, with its file.
- \`howToVerify\`: commands or steps by which a reader sees for himself that the change works, and that the findings hold.
- \`risksRemaining\`: the findings that hold, the most severe first, and what this review could not see.`,
);
