/** An amount in euro, rounded to cents. */
export function toCents(amount) {
  return Math.round(amount * 100) / 100;
}
