import type { ModelScript, ModelStep } from "../../support/model-server/script.ts";
import { patch, pause, think, usage } from "../words.ts";
import { CHECKOUT, FILES, SPEC, VOUCHERS } from "./feature-dev-files.ts";
import * as outputs from "./feature-dev-outputs.ts";
import { answer, asRole, type Story } from "./story.ts";

const shell = (command: string): ModelStep => ({ shell: command });
const added = (path: string, text: string) => [
  `*** Add File: ${path}`,
  ...text
    .trimEnd()
    .split("\n")
    .map((line) => `+${line}`),
];
const edit = (...lines: string[]): ModelStep => ({ tool: "apply_patch", input: patch(...lines) });

const PLAN: ModelScript = [
  [
    think("A voucher at the checkout. First what is there: the cart, and the test that says what is expected."),
    shell("cat src/cart.js src/money.js"),
    usage(5210, 96, 0, 40),
  ],
  [pause("Now the test."), shell("cat test/checkout.test.js"), usage(5640, 44, 5120)],
  [
    think(
      "The test names everything: checkout(cart, code), the keys of what it returns, the clamp at zero. Rounding must stay where it is, at the end, so the voucher works on the sum that is not rounded yet.",
    ),
    answer(outputs.PLAN),
    usage(6480, 388, 5632, 120),
  ],
];

const RESEARCH: ModelScript = [
  [pause("Does anything else use the cart?"), shell("grep -rn 'cart.js' src test README.md"), usage(8120, 62, 6400)],
  [pause("What does the linter want?"), shell("cat tools/lint.mjs package.json"), usage(8390, 40, 8064)],
  [
    think(
      "sum() is exported and not rounded: that is what vouchers need. Object.hasOwn matters for the lookup, or toString would be a voucher.",
    ),
    answer(outputs.RESEARCH),
    usage(9260, 342, 8320, 96),
  ],
];

const IMPLEMENT: ModelScript = [
  [
    think("Small: one module for the vouchers, one for the checkout. I see the test fail first."),
    shell("node --test-reporter=spec test/checkout.test.js 2>&1 | grep Error"),
    usage(7340, 88, 0, 40),
  ],
  [
    pause("As expected: the module is missing."),
    edit(...added("src/vouchers.js", VOUCHERS), ...added("src/checkout.js", CHECKOUT)),
    usage(7880, 364, 7168),
  ],
  [pause("The cart must be what it was."), shell("node --test-reporter=spec test/cart.test.js"), usage(8410, 52, 7936)],
  [answer(outputs.IMPLEMENTED), usage(8760, 236, 8320, 24)],
];

const IMPLEMENT_AGAIN: ModelScript = [
  [
    think(
      "One test fails: a total below zero. I ran the cart's tests and not the new ones, and FIVE takes more than there is. The clamp belongs into redeem, where every voucher passes.",
    ),
    edit(
      "*** Update File: src/vouchers.js",
      "@@",
      "-/** The total after a voucher, in euro, rounded to cents. */",
      "+/** The total after a voucher, in euro, never below 0, rounded to cents. */",
      " export function redeem(code, sum) {",
      "-  return toCents(VOUCHERS[code](sum));",
      "+  return toCents(Math.max(0, VOUCHERS[code](sum)));",
      " }",
    ),
    usage(10_120, 190, 8704, 88),
  ],
  [
    pause("All of them this time."),
    shell(
      "node --test-reporter=spec test/checkout.test.js && node --test-reporter=spec test/cart.test.js && node tools/lint.mjs",
    ),
    usage(10_480, 46, 10_112),
  ],
  [answer(outputs.IMPLEMENTED_AGAIN), usage(11_240, 262, 10_368, 20)],
];

const REVIEW: ModelScript = [
  [
    think("I look at the code as it is now, not at what is said of it."),
    shell("cat -n src/vouchers.js; cat -n src/checkout.js"),
    usage(7020, 70, 0, 24),
  ],
  [
    pause("What does a code look like that a person types?"),
    shell(
      `node -e "import('./src/checkout.js').then(({ checkout }) => console.log(checkout([{ price: 9, quantity: 1 }], ' spring10')))"`,
    ),
    usage(7610, 84, 6912, 40),
  ],
  [
    pause("And the documents?"),
    shell("grep -n -i voucher README.md || echo 'nothing about vouchers'"),
    usage(7890, 52, 7552),
  ],
  [answer(outputs.REVIEW), usage(8230, 402, 7808, 64)],
];

const FINALIZE: ModelScript = [
  [
    think("Changed files, checks and review agree. I check the one number that the report leans on."),
    shell("cat src/checkout.js && ls src test"),
    usage(6840, 60, 0, 32),
  ],
  [answer(outputs.FINAL), usage(7320, 366, 6784, 40)],
];

/** A newcomer's first look: a spec, a plan, a mistake that the checks find, a review that finds what they cannot. */
export const featureDevStory: Story = {
  workflow: "feature-dev",
  title: "Vouchers for a small shop",
  vendor: "codex",
  spec: SPEC,
  files: FILES,
  turns: () => [
    { key: "plan.1.1", fits: asRole("planner"), script: PLAN },
    { key: "research.1.1", fits: asRole("researcher"), script: RESEARCH },
    { key: "implement.1.1", fits: asRole("implementer"), script: IMPLEMENT },
    {
      key: "implement.2.1",
      fits: (prompt) => prompt.includes("Your work was sent back."),
      script: IMPLEMENT_AGAIN,
    },
    { key: "review.1.1", fits: asRole("reviewer"), script: REVIEW },
    { key: "finalize.1.1", fits: asRole("reporter"), script: FINALIZE },
  ],
};
