import { toCents } from "./money.js";

/** Sum of a cart's lines, in euro, not rounded. */
export function sum(cart) {
  return cart.reduce((all, { price, quantity }) => all + price * quantity, 0);
}

/** What a cart costs, in euro, rounded to cents once, at the end. */
export function total(cart) {
  return toCents(sum(cart));
}
