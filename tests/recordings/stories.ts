import type { ModelScript, ModelStep } from "../support/model-server/script.ts";
import { CART_PATH, LAST_TEST, NEW_TEST, RIGHT_LINE, TEST_COMMAND, TEST_PATH, WRONG_LINE } from "./demo-project.ts";
import { patch as envelope, pause, say, think, usage } from "./words.ts";

/** What a person asks in both recordings. */
export const PROMPT =
  "A free article makes the cart's total wrong. Find out why, mend it, prove it with the tests, and add a test for a free article beside others.";

const STEPS = ["Read the cart and its tests", "See the test fail", "Mend the price", "Add the missing test, run all"];
/** The plan with so many of its steps done. */
const plan = (done: number): ModelStep => ({
  plan: STEPS.map((text, i) => ({
    text,
    status: i < done ? "completed" : i === done ? "in_progress" : "pending",
  })),
});

const BEGIN = [
  think(
    "The total is wrong for free articles. That smells of a check that takes 0 for missing. I should read the cart and its tests before I change anything, and see the failure with my own eyes.",
  ),
  say("I'll read the cart and its tests first, then reproduce the failure.\n"),
];
const SEEN = think(
  "priceOf falls back with `||`. In JavaScript 0 is falsy, so a price of 0 is replaced by the default price. `??` only replaces null and undefined, and the test for a missing price must keep passing. First the failure.",
);
const FAILED = [
  think(
    "As expected: five of six pass, and the free article costs 5. One operator is the whole bug. I mend it and leave the default as it is.",
  ),
  say(
    "The failure is what I expected: `priceOf` takes a price of `0` for a missing one. I change that one operator.\n",
  ),
];
const SUMMARY = `## A free article is free again

\`priceOf\` used \`||\` for its fallback. In JavaScript \`0 || 5\` is \`5\`, so **a price of 0 counted as no price**.

\`\`\`js
return article.price ?? DEFAULT_PRICE; // only null and undefined fall back
\`\`\`

| File | What changed |
| --- | --- |
| \`${CART_PATH}\` | the fallback is \`??\` now |
| \`${TEST_PATH}\` | a new test: a free article beside others |

All **7 tests pass**, also the one for articles without any price. Nothing else reads \`price\`, so no other place needs the change.
`;

/** Codex: its shell, its patches, its plan. */
export const codexStory: ModelScript = [
  [...BEGIN, plan(0), usage(4120, 186, 0, 96)],
  [pause("The code that adds up."), { shell: `cat ${CART_PATH}` }, usage(4480, 41, 4096)],
  [pause("Now what is tested."), { shell: `cat ${TEST_PATH}` }, usage(4710, 38, 4352)],
  [SEEN, plan(1), usage(5290, 164, 4608, 120)],
  [pause("Run the tests."), { shell: TEST_COMMAND }, usage(5460, 44, 5120)],
  [...FAILED, plan(2), usage(6320, 148, 5376, 64)],
  [{ tool: "apply_patch", input: patch(CART_PATH, [`-${WRONG_LINE}`, `+${RIGHT_LINE}`]) }, usage(6510, 92, 6144)],
  [plan(3), usage(6700, 60, 6400)],
  [
    pause("A test beside the others."),
    { tool: "apply_patch", input: patch(TEST_PATH, addedTest()) },
    usage(6850, 118, 6656),
  ],
  [pause("All of it again."), { shell: TEST_COMMAND }, usage(7010, 44, 6784)],
  [plan(4), usage(7680, 52, 6912)],
  [say(SUMMARY), usage(7790, 241, 7552)],
];

/** Claude: it reads and edits with tools of its own. @param cwd absolute path of the project. */
export function claudeStory(cwd: string): ModelScript {
  const read = (path: string): ModelStep => ({ tool: "Read", input: { file_path: `${cwd}/${path}` } });
  const edit = (path: string, old_string: string, new_string: string): ModelStep => ({
    tool: "Edit",
    input: { file_path: `${cwd}/${path}`, old_string, new_string },
  });
  const tests: ModelStep = {
    tool: "Bash",
    input: { command: TEST_COMMAND, description: "Run the cart's tests" },
  };
  return [
    [...BEGIN, plan(0), usage(9120, 204, 0)],
    [pause("The code that adds up."), read(CART_PATH), usage(9460, 58, 9120)],
    [pause("Now what is tested."), read(TEST_PATH), usage(9850, 57, 9460)],
    [SEEN, plan(1), usage(10_420, 171, 9850)],
    [pause("Run the tests."), tests, usage(10_640, 83, 10_420)],
    [...FAILED, plan(2), usage(11_390, 160, 10_640)],
    [edit(CART_PATH, WRONG_LINE, RIGHT_LINE), usage(11_600, 142, 11_390)],
    [plan(3), usage(11_840, 70, 11_600)],
    [pause("A test beside the others."), edit(TEST_PATH, LAST_TEST, LAST_TEST + NEW_TEST), usage(12_010, 210, 11_840)],
    [pause("All of it again."), tests, usage(12_330, 83, 12_010)],
    [plan(4), usage(13_020, 66, 12_330)],
    [say(SUMMARY), usage(13_190, 262, 13_020)],
  ];
}

function patch(path: string, lines: readonly string[]): string {
  return envelope(`*** Update File: ${path}`, "@@", ...lines);
}

/** The new test behind the last one, as lines of a patch. */
function addedTest(): string[] {
  const kept = LAST_TEST.trimEnd().split("\n");
  const added = NEW_TEST.trimEnd().split("\n");
  return [...kept.map((line) => ` ${line}`), ...added.map((line) => `+${line}`)];
}
