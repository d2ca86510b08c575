/** @returns the first `n` characters of `s`, repeated. */
export const repeat = (n: number, s = "aB3dE6gH9k") => s.repeat(Math.ceil(n / s.length)).slice(0, n);

/** Token, alone: all of it must be masked wherever it stands. Built from parts, so that no scanner takes this file for a leak. */
export const TOKENS: [string, string][] = [
  ["aws", `${"AKIA"}IOSFODNN7EXAMPLE`],
  ["github", `ghp_${repeat(36)}`],
  ["github fine-grained", `github_pat_${repeat(22)}_${repeat(59)}`],
  ["gitlab", `glpat-${repeat(20)}`],
  ["slack bot", `xoxb-123456789012-1234567890123-${repeat(24)}`],
  ["slack webhook", `hooks.slack.com/services/T00000000/B00000000/${repeat(24)}`],
  ["openai", `sk-${repeat(48)}`],
  ["openai project", `sk-proj-${repeat(40)}_-${repeat(40)}`],
  ["anthropic", `sk-ant-api03-${repeat(93)}-AA`],
  ["google", `AIza${repeat(35)}`],
  ["google oauth", `ya29.${repeat(60)}`],
  ["stripe", `sk_live_${repeat(24)}`],
  ["stripe restricted", `rk_test_${repeat(24)}`],
  ["npm", `npm_${repeat(36)}`],
  ["pypi", `pypi-AgEIcHlwaS5vcmc${repeat(70)}`],
  ["hugging face", `hf_${repeat(34, "abcDEF")}`],
  ["jwt", `eyJ${repeat(30)}.eyJ${repeat(60)}.${repeat(43)}`],
  ["sendgrid", `SG.${repeat(22)}.${repeat(43)}`],
  ["twilio", `SK${repeat(32, "0123abcdef")}`],
  ["vault", `hvs.${repeat(90)}`],
  ["docker", `dckr_pat_${repeat(27)}`],
  ["digitalocean", `dop_v1_${repeat(64, "0123abcdef")}`],
  ["age", `AGE-SECRET-KEY-1${repeat(58, "QPZRY9X8GF")}`],
];
