import { SHOP } from "./shop.ts";

export const SPEC = `# Vouchers

A customer can enter a voucher at the checkout.

- \`SPRING10\` takes 10 % off the sum, \`FIVE\` takes 5 euro off.
- A total never goes below 0 euro.
- A code that nobody knows changes nothing, and the checkout says so.
- The total is rounded to cents once, at the end, as it is today.

\`test/checkout.test.js\` says what is expected. It fails today: there is no \`src/checkout.js\` yet.
`;

const CHECKOUT_TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import { checkout } from "../src/checkout.js";

const tea = { name: "tea", price: 4.5, quantity: 2 };
const honey = { name: "honey", price: 6.25, quantity: 1 };

test("without a voucher the total is the cart's", () => {
  assert.deepEqual(checkout([tea, honey]), { total: 15.25 });
});

test("SPRING10 takes ten percent off, rounded once", () => {
  assert.deepEqual(checkout([tea, honey], "SPRING10"), { total: 13.73, voucher: "SPRING10" });
});

test("FIVE takes five euro off", () => {
  assert.deepEqual(checkout([tea, honey], "FIVE"), { total: 10.25, voucher: "FIVE" });
});

test("a total never goes below zero", () => {
  assert.equal(checkout([{ name: "mint", price: 1.2, quantity: 1 }], "FIVE").total, 0);
});

test("a code that nobody knows changes nothing, and that is said", () => {
  assert.deepEqual(checkout([tea, honey], "SUMMER"), { total: 15.25, unknownVoucher: "SUMMER" });
});
`;

/** The shop with a test that fails. */
export const FILES = { ...SHOP, "test/checkout.test.js": CHECKOUT_TEST };

export const VOUCHERS = `import { toCents } from "./money.js";

/** What each voucher makes of a sum in euro. */
const VOUCHERS = {
  SPRING10: (sum) => sum * 0.9,
  FIVE: (sum) => sum - 5,
};

/** Whether a code is one of ours. */
export function isVoucher(code) {
  return Object.hasOwn(VOUCHERS, code);
}

/** The total after a voucher, in euro, rounded to cents. */
export function redeem(code, sum) {
  return toCents(VOUCHERS[code](sum));
}
`;

export const CHECKOUT = `import { sum, total } from "./cart.js";
import { isVoucher, redeem } from "./vouchers.js";

/** What a customer pays for a cart, in euro, with a voucher if there is one. */
export function checkout(cart, code) {
  if (code === undefined) return { total: total(cart) };
  if (!isVoucher(code)) return { total: total(cart), unknownVoucher: code };
  return { total: redeem(code, sum(cart)), voucher: code };
}
`;
