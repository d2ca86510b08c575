import assert from "node:assert/strict";
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
