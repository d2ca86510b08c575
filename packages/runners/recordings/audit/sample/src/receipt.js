import { total } from "./cart.js";

const CURRENCY = process.env.SHOP_CURRENCY ?? "EUR";

/** A cart as text, a line for each article, with the total below. */
export function receipt(cart) {
  const lines = cart.map(({ name, qty, price }) => `${qty} x ${name} ${price}`);
  return [...lines, `Total ${total(cart, CURRENCY)} ${CURRENCY}`].join("\n");
}
