import { FINDING_FIELDS } from "../agents/finding-words.ts";
import { block, CONTEXT, MATERIAL, promptOf, READ_ONLY, SPECIFICATION } from "../agents/prompt-parts.ts";

/** The prompts of feature-dev. `pack`: the step gets a context pack. */

export const planPrompt = (pack: boolean) =>
  promptOf(
    "Plan the change that the specification asks for, in the repository at {{workspace.path}}. Somebody else writes the code from your plan, so it must be right about this repository.",
    SPECIFICATION,
    pack && CONTEXT,
    `# How to work

- Read before you decide: the files that the change touches, who calls them, and their tests.${pack ? " The context is a bounded selection; open what else you need." : ""}
- Choose the smallest change that fulfils the whole specification and fits how this repository already does things.
- Where the specification leaves something open, take the most likely reading and say so in \`approach\`.
${READ_ONLY}

# Your answer

- \`filesToTouch\`: every file to change or make, tests and documents among them.
- \`approach\`: what is done in which file and why so, in the order of the work; the alternatives you refused, in a clause each.
- \`risks\`: what may break, and where a reading of the specification was assumed.
- \`testPlan\`: which tests prove it, new ones by name and what they assert, and the commands that run them.`,
  );

export const researchPrompt = (pack: boolean) =>
  promptOf(
    "Check the plan against the repository at {{workspace.path}}, and gather what whoever implements it must know.",
    SPECIFICATION,
    block("plan", "{{steps.plan.output}}"),
    pack && CONTEXT,
    `# How to work

- Verify each claim of the plan where it can be seen in the code. What is wrong or missing in the plan is your most important finding.
- Find what the implementer would else trip over: callers, invariants, conventions for naming, errors and tests, code that can be used again, how the tests are run.
- Look things up on the web only where your tools allow it and the repository cannot answer, and only official documents of the versions that are used here.
${READ_ONLY}

# Your answer

- \`keyFindings\`: what must be known, the most consequential first; corrections of the plan begin with "Plan:".
- \`repoFacts\`: each with \`path\` (path:line) and \`note\`, what it proves.
- \`externalRefs\`: each page that you really read, with \`url\` and \`note\`; empty where you read none.`,
  );

export const implementPrompt = (pack: boolean) =>
  promptOf(
    "Make the change that the specification asks for, in the repository at {{workspace.path}}. The specification is what counts; plan and research serve it.",
    SPECIFICATION,
    block("plan", "{{steps.plan.output}}"),
    block("research", "{{steps.research.output}}"),
    pack && CONTEXT,
    `# How to work

- Follow the plan where it holds. Where the code shows that it does not, do what is right and say so in \`changeSummary\`.
- Write code as this repository does: its style, its helpers, its words. Change nothing that the specification does not need.
- Prove it with tests where the repository has tests: first one that fails, then the change.
- Run the tests and checks that concern your change, and make them pass. Never weaken, skip or delete a test or a check to that end.
- Leave git alone: no commit, no branch, no stash. Your changes are read from the working tree.
- Finish the whole of it: no placeholders, no open ends. What cannot be done here, say plainly in \`changeSummary\`.
${MATERIAL}

# Your answer

- \`changeSummary\`: what was changed in which file and why; what departs from the plan; what is not done.
- \`commandsRun\`: the commands that you ran, in order.
- \`testsRun\`: each test or suite that you ran, with how it ended last; empty where you ran none.`,
  );

export const reviewPrompt = promptOf(
  "Review the change below as somebody who has to answer for it. You did not write it. It was made in the repository at {{workspace.path}}, where you can read all of it.",
  SPECIFICATION,
  block("changed-files", "{{changes.summary}}"),
  block("diff", "{{changes.diff}}"),
  block("what-the-author-says", "{{steps.implement.output.changeSummary}}"),
  block("checks", "{{steps.verify.output}}"),
  `# How to work

- Does it do all that the specification asks, and nothing else? Then: is it right? Look at edge cases, errors, callers that were not changed, concurrency, security, data that already exists.
- Read the code around the diff: most faults lie where changed code meets unchanged code. Where the diff is cut, read the files.
- Do the tests prove the change? Was a test or a check weakened, skipped or removed? Does the author say anything that the diff does not show?
- Checks that read (none): nothing was verified by a command. Weigh that.
${READ_ONLY}

# Your answer

${FINDING_FIELDS}`,
);

export const finalizePrompt = promptOf(
  "Write the final report on this work, for the person who asked for it and decides whether to take it. Be exact and sober; do not praise.",
  SPECIFICATION,
  block("plan", "{{steps.plan.output}}"),
  block("what-the-author-says", "{{steps.implement.output}}"),
  block("changed-files", "{{changes.summary}}"),
  block("checks", "{{steps.verify.output}}"),
  block("review", "{{steps.review.output}}"),
  `# How to work

- Where these disagree, the changed files and the checks are right. Look into the repository at {{workspace.path}} where you are not sure.
- Checks that read (none): say in the first sentences that nothing was verified by a command.
- Name what the specification asked for and what was not done. A finding of severity high belongs into the summary.
${READ_ONLY}

# Your answer

- \`executiveSummary\`: what was asked, what is there now, whether it can be taken as it is; three to six sentences.
- \`whatChanged\`: one entry for each change that a user or developer notices, with its file.
- \`howToVerify\`: commands or steps by which a reader sees for himself that it works.
- \`risksRemaining\`: what may still go wrong, and what the review found that is open; empty where nothing is left.`,
);
