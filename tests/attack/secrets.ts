import { expect } from "vitest";

const a = (n: number, s = "aB3dE6gH9k") => s.repeat(Math.ceil(n / s.length)).slice(0, n);

/** Fake secrets, put together here so that no scanner takes this file for a leak; each has a core of its own. */
export const SECRETS: Record<string, string> = {
  aws: `${"AK"}${"IA"}QWERTZUIOPASDFGH`,
  github: `ghp_${a(36, "gitHUB0one")}`,
  gitlab: `glpat-${a(20, "gitLAB1two")}`,
  slack: `xoxb-123456789012-${a(24, "slACK2thre")}`,
  openai: `sk-proj-${a(60, "opENai3four")}`,
  anthropic: `sk-ant-api03-${a(80, "antHR4five")}`,
  google: `AIza${a(35, "gooGLE5six7")}`,
  stripe: `sk_live_${a(24, "striPE6seve")}`,
  npm: `npm_${a(36, "npMtok7eigh")}`,
  jwt: `eyJ${a(20, "jwtHEA8nine")}.eyJ${a(30, "jwtBOD9ten1")}.${a(20, "jwtSIG0elev")}`,
  password: `hunter-${a(12, "paSSwd1twel")}`,
  below: a(14, "beLOW3name4"),
  slash: a(13, "slASH5url6"),
};
export const ASSIGNED = [
  `DB_PASSWORD=${SECRETS.password} and then`,
  `db:\n  password:\n    ${SECRETS.below}`,
  `git clone https://user:a/${SECRETS.slash}@git.example/x`,
].join("\n");
/** What only its surroundings tell: never alone in a place. */
const NAMED = ["password", "below", "slash"];
const KEY_LINE = a(64, "keYbod2thir/+");
export const PEM = ["-----BEGIN PRIVATE KEY-----", KEY_LINE, KEY_LINE, "-----END PRIVATE KEY-----"].join("\n");
/** A part of each that no other text holds. */
export const CORES = [...Object.values(SECRETS), KEY_LINE].map((s) => s.slice(-12));
/** Those that are found by their own look, without a name in front. */
export const bare = Object.entries(SECRETS).flatMap(([name, s]) => (NAMED.includes(name) ? [] : [s]));

/** No secret stands in a text, which is not empty. */
export function expectClean(what: string, text: string) {
  expect(text.length, `${what} is empty`).toBeGreaterThan(0);
  for (const core of CORES) expect(text.includes(core), `${what} shows …${core}: ${around(text, core)}`).toBe(false);
}
const around = (text: string, core: string) => {
  const at = text.indexOf(core);
  return at < 0 ? "" : text.slice(Math.max(0, at - 120), at + 40);
};
