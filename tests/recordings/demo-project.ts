import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const CART_PATH = "src/cart.js";
export const WRONG_LINE = "  return article.price || DEFAULT_PRICE;";
export const RIGHT_LINE = "  return article.price ?? DEFAULT_PRICE;";
export const TEST_PATH = "test/cart.test.js";
export const TEST_COMMAND = `node --test-reporter=spec ${TEST_PATH}`;
export const LAST_TEST = `test("cents are rounded once, at the end", async () => {
  await service();
  assert.equal(total([line(0.335, 3), line(0.333)]), 1.34);
});
`;
export const NEW_TEST = `
test("a free article beside others changes nothing", async () => {
  await service();
  assert.equal(total([line(12.5), line(0, 2)]), 12.5);
});
`;

const FILES: Record<string, string> = {
  "package.json": `${JSON.stringify({ name: "demo", private: true, type: "module", scripts: { test: TEST_COMMAND } }, null, 2)}\n`,
  "README.md": "# demo\n\nThe cart of a small shop.\n",
  [CART_PATH]: `/** What an article costs for which nobody has set a price yet, in euro. */
const DEFAULT_PRICE = 5;

/** Price of one article, in euro. */
export function priceOf(article) {
${WRONG_LINE}
}

/** Sum of a cart's lines, in euro, rounded to cents. */
export function total(cart) {
  const sum = cart.reduce((all, { article, quantity }) => all + priceOf(article) * quantity, 0);
  return Math.round(sum * 100) / 100;
}
`,
  [TEST_PATH]: `import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { total } from "../src/cart.js";

const line = (price, quantity = 1) => ({ article: { price }, quantity });
/** The price service takes its time. */
const service = () => wait(800);

test("an empty cart costs nothing", async () => {
  await service();
  assert.equal(total([]), 0);
});

test("one article costs its price", async () => {
  await service();
  assert.equal(total([line(12.5)]), 12.5);
});

test("quantities count", async () => {
  await service();
  assert.equal(total([line(2.25, 4), line(1)]), 10);
});

test("an article without a price costs the default", async () => {
  await service();
  assert.equal(total([line(undefined)]), 5);
});

test("a free article costs nothing", async () => {
  await service();
  assert.equal(total([line(0)]), 0);
});

${LAST_TEST}`,
};

/** Writes the project that the recordings work in, with one bug and a test that finds it, as a git repository. */
export function makeDemoProject(cwd: string): void {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd, stdio: "ignore" });
  git("init", "-q");
  git("add", ".");
  git("-c", "user.name=Demo", "-c", "user.email=demo@example.com", "commit", "-qm", "A small shop");
}
