import type { FinalReport, ReviewOutput } from "@codex-toolloop/protocol";
import type { ModelScript, ModelStep } from "../../support/model-server/script.ts";
import { pause, think, usage } from "../words.ts";
import { SHOP } from "./shop.ts";
import { answer, asRole, type Story } from "./story.ts";

/** The shop some years on: what its parts say of each other does not hold any more. */
const FILES = {
  ...SHOP,
  "package.json": (SHOP["package.json"] ?? "").replace(">=20", ">=16"),
  "README.md": `${SHOP["README.md"]}
Needs Node 16 or later. \`npm start\` prints the receipt of a sample cart.
`,
  "src/labels.js": `import { parse } from "node:url";

/** What stands on a parcel: the shop's host and the order's number, as base64. */
export function label(orderUrl) {
  const { hostname, pathname } = parse(orderUrl);
  return new Buffer(hostname + pathname).toString("base64");
}
`,
  "src/receipt.js": `import { total } from "./cart.js";

const CURRENCY = process.env.SHOP_CURRENCY ?? "EUR";

/** A cart as text, a line for each article, with the total below. */
export function receipt(cart) {
  const lines = cart.map(({ name, qty, price }) => \`\${qty} x \${name} \${price}\`);
  return [...lines, \`Total \${total(cart, CURRENCY)} \${CURRENCY}\`].join("\\n");
}
`,
};

const DEPRECATIONS: ReviewOutput = {
  findings: [
    {
      severity: "high",
      area: "Buffer",
      description:
        "`new Buffer(text)` is deprecated for security reasons and warns at each start: with a number in place of a text it hands out memory that is not cleared.",
      evidencePaths: ["src/labels.js:6"],
      suggestions: ["Buffer.from(hostname + pathname)"],
    },
    {
      severity: "medium",
      area: "url.parse",
      description: "`url.parse` is deprecated: it reads some addresses otherwise than browsers do.",
      evidencePaths: ["src/labels.js:1", "src/labels.js:5"],
      suggestions: ["new URL(orderUrl), which has the same two fields"],
    },
    {
      severity: "medium",
      area: "Node 16",
      description: "The package allows Node 16, which gets no security fixes any more.",
      evidencePaths: ["package.json:6", "README.md:13"],
      suggestions: ["engines: >=20, as the tests need it anyway"],
    },
  ],
  docGaps: [],
};

const API: ReviewOutput = {
  findings: [
    {
      severity: "high",
      area: "receipt",
      description:
        "The receipt reads `qty` of a line, while carts have `quantity`: every line is printed with undefined.",
      evidencePaths: ["src/receipt.js:7", "src/cart.js:5"],
      suggestions: ["Read `quantity`.", "Add a test for the receipt."],
    },
    {
      severity: "low",
      area: "receipt",
      description: "total() is called with a currency, and takes none: the second argument has no effect.",
      evidencePaths: ["src/receipt.js:8", "src/cart.js:9"],
      suggestions: ["Leave the argument out."],
    },
    {
      severity: "medium",
      area: "npm start",
      description: "README.md tells to run `npm start`, and package.json has no script of that name.",
      evidencePaths: ["README.md:13", "package.json:8"],
      suggestions: ["Add the script, or take the sentence out."],
    },
  ],
  docGaps: [],
};

const DOCS: ReviewOutput = {
  findings: [
    {
      severity: "high",
      area: "npm start",
      description:
        "README.md tells to run `npm start`, and package.json has no script of that name: a newcomer's first command fails.",
      evidencePaths: ["README.md:13", "package.json:8"],
      suggestions: ["Add a start script that prints the sample receipt."],
    },
  ],
  docGaps: [
    {
      docArea: "README.md, settings",
      gap: "SHOP_CURRENCY decides which currency the receipt prints, and no document names it.",
      recommendation: "Name it with its default, EUR.",
    },
    {
      docArea: "README.md",
      gap: "Labels and receipts are not mentioned.",
      recommendation: "A sentence and an example each.",
    },
  ],
};

const FINAL: FinalReport = {
  executiveSummary:
    "Three things are wrong in ordinary use: receipts print undefined for every quantity, the first command of the README does not exist, and labels are made with a constructor that is deprecated for security reasons. All three hold in the code. Mend the receipt first, with a test: it is what customers see. Nothing was executed; all of it was read.",
  whatChanged: [],
  howToVerify: [
    "grep -n qty src/receipt.js: no cart has such a field",
    "npm start: npm says that the script is missing",
    "node -e \"import('./src/labels.js').then(({ label }) => label('https://shop.example/7'))\" warns DEP0005",
  ],
  risksRemaining: [
    "High: receipts without quantities, labels with new Buffer, a first command that fails.",
    "Medium: url.parse, and Node 16 without security fixes.",
    "What other repositories call label and receipt was not to be seen.",
  ],
};

const shell = (command: string): ModelStep => ({ shell: command });
const script = (words: string, commands: readonly string[], output: unknown, tokens: number): ModelScript => [
  ...commands.map((command, i) => [
    i === 0 ? think(words) : pause("And the other side of it."),
    shell(command),
    usage(tokens + i * 420, 70, i === 0 ? 0 : tokens),
  ]),
  [answer(output), usage(tokens + 1400, 320, tokens + 420, 40)],
];

export const auditStory: Story = {
  workflow: "audit",
  title: "A look at an ageing shop",
  vendor: "codex",
  files: FILES,
  turns: () => [
    {
      key: "deprecations.1.1",
      fits: asRole("auditor of deprecations"),
      script: script(
        "Which parts of Node does this use, and which Node does it ask for?",
        ["cat -n package.json", "grep -rn 'node:\\|Buffer\\|process' src"],
        DEPRECATIONS,
        6120,
      ),
    },
    {
      key: "api.1.1",
      fits: asRole("auditor of interfaces"),
      script: script(
        "Two sides of each call: what the cart offers, and what those who use it expect.",
        ["cat -n src/cart.js", "cat -n src/receipt.js src/labels.js"],
        API,
        6240,
      ),
    },
    {
      key: "docs.1.1",
      fits: asRole("auditor of documentation"),
      script: script(
        "I follow the README as a newcomer, then look for what it does not tell.",
        ["cat -n README.md", "cat package.json && grep -rn 'process.env' src"],
        DOCS,
        6080,
      ),
    },
    {
      key: "finalize.1.1",
      fits: asRole("reporter"),
      script: script(
        "Before I report the severe ones I want to see each of them.",
        ["grep -n 'qty\\|quantity' src/*.js", "grep -n '\"start\"' package.json || echo 'no start script'"],
        FINAL,
        5980,
      ),
    },
  ],
};
