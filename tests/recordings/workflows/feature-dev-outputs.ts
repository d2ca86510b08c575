import type { FinalReport, ImplementOutput, PlanOutput, ResearchOutput, ReviewOutput } from "@codex-toolloop/protocol";

export const PLAN: PlanOutput = {
  filesToTouch: ["src/vouchers.js", "src/checkout.js"],
  approach:
    "A new src/vouchers.js holds what each code makes of a sum; a new src/checkout.js asks the cart for its sum, applies the voucher and rounds once, by toCents. The cart stays as it is: it already exports the sum before rounding. Vouchers inside of cart.js were refused, because the cart is used without a checkout too.",
  risks: [
    "Rounding twice would make SPRING10 differ by a cent.",
    "FIVE on a small cart must not give money back.",
    "How a code is written (upper case, spaces) is not said: it is taken literally.",
  ],
  testPlan: ["test/checkout.test.js, five tests, by `npm test`", "test/cart.test.js must pass unchanged"],
};

export const RESEARCH: ResearchOutput = {
  keyFindings: [
    "Plan: right about the cart. `sum` is exported and not rounded, so nothing in src/cart.js has to change.",
    "Look a code up with Object.hasOwn: with a plain lookup `toString` would pass for a voucher.",
    "The keys of the result are fixed by the test: `voucher` only where one was redeemed, `unknownVoucher` only where it is not known.",
  ],
  repoFacts: [
    { path: "src/cart.js:4", note: "sum() adds up without rounding; total() rounds once." },
    { path: "src/money.js:2", note: "toCents is the one place where amounts are rounded." },
    { path: "tools/lint.mjs:3", note: "The linter refuses var, == and tabs." },
    { path: "test/checkout.test.js:20", note: "A total of 0 is expected where FIVE is worth more than the cart." },
  ],
  externalRefs: [],
};

export const IMPLEMENTED: ImplementOutput = {
  changeSummary:
    "src/vouchers.js: the two vouchers, each a function of the sum, looked up with Object.hasOwn; the result is rounded once, by toCents. src/checkout.js: checkout(cart, code) returns the total, with `voucher` or `unknownVoucher` where a code was entered. The cart is unchanged.",
  commandsRun: ["node --test-reporter=spec test/checkout.test.js", "node --test-reporter=spec test/cart.test.js"],
  testsRun: ["test/cart.test.js: 3 passed"],
};

export const IMPLEMENTED_AGAIN: ImplementOutput = {
  changeSummary:
    "src/vouchers.js: redeem never goes below 0, for any voucher: FIVE gave money back on a cart of less than 5 euro. The rest is as it was: vouchers in src/vouchers.js, checkout(cart, code) in src/checkout.js, the cart unchanged.",
  commandsRun: [
    "node --test-reporter=spec test/checkout.test.js",
    "node --test-reporter=spec test/cart.test.js",
    "node tools/lint.mjs",
  ],
  testsRun: ["test/checkout.test.js: 5 passed", "test/cart.test.js: 3 passed"],
};

export const REVIEW: ReviewOutput = {
  findings: [
    {
      severity: "medium",
      area: "voucher codes",
      description:
        "A code counts only as it is written in the source: `spring10`, or SPRING10 with a space before it, is told as unknown. Codes are typed by hand or pasted, so this will happen, and the customer pays the full price.",
      evidencePaths: ["src/vouchers.js:11", "src/checkout.js:7"],
      suggestions: [
        "Trim the code and put it into upper case in checkout, before it is looked up.",
        "Add a test with ` spring10`.",
      ],
    },
    {
      severity: "low",
      area: "vouchers as code",
      description: "The vouchers are functions in a source file: a new one, or one that ends, needs a release.",
      evidencePaths: ["src/vouchers.js:4"],
      suggestions: ["Enough for two vouchers. Make them data with a kind and an amount when a third one comes."],
    },
  ],
  docGaps: [
    {
      docArea: "README.md",
      gap: "It shows total() only; nothing says that there is a checkout, or which vouchers there are.",
      recommendation: "Add checkout(cart, code) to the example, with both codes.",
    },
  ],
};

export const FINAL: FinalReport = {
  executiveSummary:
    "Asked for were vouchers at the checkout. They are there: SPRING10 and FIVE, a total that never goes below zero, and a clear word about unknown codes. The first attempt gave money back on small carts; the repository's own tests found it, and it was mended. All checks pass. It can be taken as it is; whether codes should be accepted in lower case is to be decided before customers type them.",
  whatChanged: [
    "src/checkout.js: checkout(cart, code) returns what a customer pays, and says which voucher was redeemed or not known.",
    "src/vouchers.js: SPRING10 takes 10 % off, FIVE takes 5 euro off; never below 0 euro, rounded once.",
  ],
  howToVerify: [
    "npm test: 8 tests pass, 5 of them about the checkout",
    "npm run lint: no problems",
    "Read test/checkout.test.js beside the specification: each line of it has its test",
  ],
  risksRemaining: [
    "Medium, open: codes are taken literally, so `spring10` is unknown.",
    "Low, open: a new voucher needs a release.",
    "README.md does not name the checkout yet.",
  ],
};
