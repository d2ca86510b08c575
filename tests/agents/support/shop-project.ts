import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const SPEC = `# Free articles

An article whose price is 0 must be free in the total of a cart. Today it costs the default price, and a test fails.
`;
export const CART = "src/cart.js";
export const WRONG = "  return article.price || DEFAULT_PRICE;";
/** Does not help: the test still fails. */
export const HALF = "  return article.price ? article.price : DEFAULT_PRICE;";
export const RIGHT = "  return article.price ?? DEFAULT_PRICE;";

const cartWith = (line: string) => `const DEFAULT_PRICE = 5;

/** Price of one article, in euro. */
export function priceOf(article) {
${line}
}

/** Sum of a cart's articles, in euro. */
export function total(cart) {
  return cart.reduce((sum, article) => sum + priceOf(article), 0);
}
`;

const FILES: Record<string, string> = {
  "package.json": `${JSON.stringify({ name: "shop", private: true, type: "module", scripts: { test: "node --test" } }, null, 2)}\n`,
  "README.md": "# shop\n\nThe cart of a small shop.\n",
  [CART]: cartWith(WRONG),
  "test/cart.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { total } from "../src/cart.js";

test("an article without a price costs the default", () => assert.equal(total([{}]), 5));
test("a free article costs nothing", () => assert.equal(total([{ price: 0 }, { price: 2 }]), 2));
`,
};

/** A small shop with one bug and a test that finds it, as a git repository with one commit. */
export function makeShop(folder: string): string {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  gitIn(folder, "init", "-q", "-b", "main");
  gitIn(folder, "add", ".");
  gitIn(folder, "commit", "-qm", "A small shop");
  return folder;
}

/** git in a folder, with an author of its own. @returns what it printed. */
export function gitIn(folder: string, ...args: string[]): string {
  const author = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"];
  return execFileSync("git", ["-C", folder, ...author, ...args], { encoding: "utf8" });
}
