/** The project of the recorded workflows: a cart, money, a linter, tests; no dependencies, nothing to install. */
export const SHOP: Readonly<Record<string, string>> = {
  "package.json": `${JSON.stringify(
    {
      name: "corner-shop",
      private: true,
      type: "module",
      engines: { node: ">=20" },
      scripts: { lint: "node tools/lint.mjs", test: "node --test" },
    },
    null,
    2,
  )}\n`,
  "README.md": `# corner-shop

The cart of a small shop.

\`\`\`js
import { total } from "./src/cart.js";

total([{ name: "tea", price: 4.5, quantity: 2 }]); // 9
\`\`\`

\`npm test\` runs the tests, \`npm run lint\` the linter.
`,
  "src/money.js": `/** An amount in euro, rounded to cents. */
export function toCents(amount) {
  return Math.round(amount * 100) / 100;
}
`,
  "src/cart.js": `import { toCents } from "./money.js";

/** Sum of a cart's lines, in euro, not rounded. */
export function sum(cart) {
  return cart.reduce((all, { price, quantity }) => all + price * quantity, 0);
}

/** What a cart costs, in euro, rounded to cents once, at the end. */
export function total(cart) {
  return toCents(sum(cart));
}
`,
  "test/cart.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { total } from "../src/cart.js";

test("an empty cart costs nothing", () => {
  assert.equal(total([]), 0);
});

test("quantities count", () => {
  assert.equal(total([{ name: "tea", price: 4.5, quantity: 2 }]), 9);
});

test("cents are rounded once, at the end", () => {
  const third = { name: "third", price: 0.333, quantity: 1 };
  assert.equal(total([third, third]), 0.67);
});
`,
  "tools/lint.mjs": `import { readdirSync, readFileSync } from "node:fs";

const RULES = [
  [/\\bvar\\b/, "use const or let"],
  [/[^=!]==[^=]/, "use ==="],
  [/\\t/, "indent with spaces"],
];
let problems = 0;
for (const folder of ["src", "test"])
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".js")))
    readFileSync(\`\${folder}/\${name}\`, "utf8")
      .split("\\n")
      .forEach((line, at) => {
        for (const [pattern, words] of RULES)
          if (pattern.test(line)) {
            problems += 1;
            console.log(\`\${folder}/\${name}:\${at + 1}: \${words}\`);
          }
      });
console.log(problems === 0 ? "No problems found." : \`\${problems} problems.\`);
process.exitCode = problems === 0 ? 0 : 1;
`,
};
