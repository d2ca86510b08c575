import type { FinalReport, ReviewOutput } from "@codex-toolloop/protocol";
import type { ModelScript, ModelStep } from "../../support/model-server/script.ts";
import { pause, think, usage } from "../words.ts";
import { SHOP } from "./shop.ts";
import { asRole, type Story, structured } from "./story.ts";

/** Somebody's work on shipping, not committed yet, with two faults that its own test does not see. */
const UNCOMMITTED = {
  "README.md": `${SHOP["README.md"]}
Shipping is free from 50 euro on.
`,
  "src/shipping.js": `import { total } from "./cart.js";

/** From this sum on a parcel costs nothing, in euro. */
const FREE_FROM = 50;
const RATES = { DE: 4.9, AT: 9.9 };

/** What it costs to send a cart, in euro. */
export function shipping(cart, country = "DE") {
  if (total(cart) > FREE_FROM) return 0;
  return RATES[country];
}

/** What a customer pays in all, in euro. */
export function payable(cart, country) {
  return total(cart) + shipping(cart, country);
}
`,
  "test/shipping.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { payable, shipping } from "../src/shipping.js";

test("a large cart is sent for nothing", () => {
  assert.equal(shipping([{ name: "tea", price: 30, quantity: 2 }]), 0);
});

test("a small cart pays for its parcel", () => {
  assert.equal(payable([{ name: "tea", price: 4.5, quantity: 2 }], "DE"), 13.9);
});
`,
};

const REVIEW: ReviewOutput = {
  findings: [
    {
      severity: "high",
      area: "shipping rates",
      description:
        "For a country without a rate `shipping` returns undefined, and `payable` then is NaN: a customer in France is shown NaN as the price, and nothing fails.",
      evidencePaths: ["src/shipping.js:10", "src/shipping.js:15"],
      suggestions: [
        "Refuse a country that has no rate with an error that names it, or have a rate for the rest of the world.",
        "Add a test for a country without a rate.",
      ],
    },
    {
      severity: "medium",
      area: "free shipping",
      description:
        "A cart of exactly 50 euro pays for its parcel, while README.md promises free shipping from 50 euro on: the comparison is `>` where it must be `>=`. The test uses 60 euro and does not see it.",
      evidencePaths: ["src/shipping.js:9", "README.md:13", "test/shipping.test.js:6"],
      suggestions: ["Compare with `>=`.", "Test the sum of exactly 50 euro."],
    },
  ],
  docGaps: [
    {
      docArea: "README.md",
      gap: "It does not say to which countries the shop sends, nor what a parcel costs.",
      recommendation: "Name Germany and Austria with their rates.",
    },
  ],
};

const FINAL: FinalReport = {
  executiveSummary:
    "The change adds what it costs to send a cart. It should not be taken as it is: a country without a rate makes the price NaN, and a cart of exactly 50 euro pays although the README promises otherwise. Both findings hold; they were read in the code, nothing was executed. Each is mended in one line with one test.",
  whatChanged: [
    "src/shipping.js: shipping(cart, country) and payable(cart, country) for Germany and Austria.",
    "README.md: shipping is free from 50 euro on.",
  ],
  howToVerify: [
    "npm test: the two tests about shipping pass, for neither touches the faults",
    "node -e \"import('./src/shipping.js').then(({ payable }) => console.log(payable([], 'FR')))\" prints NaN",
  ],
  risksRemaining: [
    "High: a country without a rate is charged NaN.",
    "Medium: a cart of exactly 50 euro pays for its parcel.",
    "Who calls payable with which countries was not to be seen: nothing in the repository does yet.",
  ],
};

function turns(cwd: string): { review: ModelScript; finalize: ModelScript } {
  const read = (path: string): ModelStep => ({ tool: "Read", input: { file_path: `${cwd}/${path}` } });
  const grep = (pattern: string): ModelStep => ({
    tool: "Grep",
    input: { pattern, path: cwd, output_mode: "content", "-n": true },
  });
  return {
    review: [
      [
        think(
          "Shipping is new code with a test of its own. I read it with the cart that it stands on, then the promise in the README.",
        ),
        read("src/shipping.js"),
        usage(11_240, 122, 0),
      ],
      [pause("What does total give it?"), read("src/cart.js"), usage(11_620, 58, 11_240)],
      [
        think(
          "A rate that is not in the table is undefined, and a number plus undefined is NaN. And the border: more than 50, or from 50 on?",
        ),
        grep("50"),
        usage(11_980, 114, 11_620),
      ],
      [pause("Does the test touch either?"), read("test/shipping.test.js"), usage(12_340, 60, 11_980)],
      [
        think("It does not: 60 euro, and Germany. Both findings stand."),
        structured(REVIEW),
        usage(12_760, 486, 12_340),
      ],
    ],
    finalize: [
      [think("I check both findings where they are said to be."), read("src/shipping.js"), usage(10_420, 96, 0)],
      [pause("And the promise."), grep("free from"), usage(10_790, 64, 10_420)],
      [
        think("Line 9 says greater than, the README says from 50 on. Line 10 has no fallback. They hold."),
        structured(FINAL),
        usage(11_080, 398, 10_790),
      ],
    ],
  };
}

export const reviewStory: Story = {
  workflow: "review",
  title: "A review of shipping costs",
  vendor: "claude",
  files: SHOP,
  uncommitted: UNCOMMITTED,
  turns(cwd) {
    const { review, finalize } = turns(cwd);
    return [
      { key: "review.1.1", fits: asRole("reviewer"), script: review },
      { key: "finalize.1.1", fits: asRole("second reviewer"), script: finalize },
    ];
  },
};
