import { cutText, type Redactor } from "@codex-toolloop/store";

/**
 * The first line of a prompt that says something, at most `maxBytes` long. Masked before it is cut: half a secret would not
 * be recognised later.
 */
export function promptTitle(redactor: Redactor, prompt: string, maxBytes: number): string {
  // A secret may go over several lines; what comes after the first few does not change the first.
  const masked = redactor.text(prompt.slice(0, 64 * 1024));
  const line = masked.split("\n").find((text) => text.trim() !== "") ?? "";
  const whole = line.trim();
  const cut = cutText(whole, maxBytes);
  return cut === whole ? whole : `${cutText(whole, maxBytes - 3).trimEnd()}…`;
}
