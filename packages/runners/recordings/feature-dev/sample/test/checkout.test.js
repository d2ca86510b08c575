import assert from "node:assert/strict";
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
