import { mdFence, mdText } from "../report/markdown.ts";
import type { StepContext, StepOutcome } from "./engine-step.ts";
import { renderText } from "./render-text.ts";

/** Characters of what all the steps before a gate left, and the least that each of them gets. */
const SHOWN_MAX = 24_000;
const SHOWN_LEAST = 1_000;
const HEADING = /^[a-z]+(?:[A-Z][a-z]*)*$/;

/** What a person who is asked gets to read: the message, then what the steps that the gate needs have left, readably. */
export async function gateDetail(message: string | undefined, context: StepContext): Promise<string> {
  const said = message === undefined ? "" : (await renderText(message, context)).text.trim();
  const before = context.needs.flatMap((id) => context.outcomes.get(id) ?? []);
  const share = Math.max(SHOWN_LEAST, Math.floor(SHOWN_MAX / Math.max(1, before.length)));
  return [said, ...before.map((o) => left(o, share))].filter((part) => part !== "").join("\n\n");
}

function left(outcome: StepOutcome, most: number): string {
  const how = outcome.status === "success" ? "" : `${outcome.status}: ${outcome.detail ?? outcome.reason}`;
  const body = outcome.output === undefined ? "" : readable(outcome.output);
  const shown = body.length > most ? `${body.slice(0, most)}\n\n… (the rest is in the step's output)` : body;
  return [`### ${mdText(outcome.step.title)}`, mdText(how), shown].filter((part) => part !== "").join("\n\n");
}

/** Any JSON as markdown: a field is a heading, a list is a list, what is deeper is JSON. */
function readable(output: unknown): string {
  if (typeof output === "string") return quote(output);
  if (typeof output !== "object" || output === null) return mdText(String(output));
  if (Array.isArray(output)) return listOf(output);
  return Object.entries(output)
    .map(
      ([name, value]) => `**${mdText(wordsOf(name))}**${Array.isArray(value) ? `\n\n${listOf(value)}` : after(value)}`,
    )
    .join("\n\n");
}

function after(value: unknown): string {
  if (typeof value === "object" && value !== null) return `\n\n${mdFence(JSON.stringify(value, null, 2), "json")}`;
  const text = String(value).trim();
  return text.includes("\n") ? `\n\n${quote(text)}` : `: ${mdText(text)}`;
}

/** Words of an agent keep their markdown, inside of a quote: none of it looks like a part of the question. */
function quote(text: string): string {
  return text
    .trim()
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => `> ${line}`)
    .join("\n");
}

function listOf(values: readonly unknown[]): string {
  if (values.length === 0) return "none";
  return values.map((v) => `- ${lineOf(v)}`).join("\n");
}

function lineOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return mdText(String(value));
  const parts = Object.entries(value).map(([name, field]) => {
    const text = Array.isArray(field) ? field.map(flat).join(", ") : flat(field);
    return `${mdText(wordsOf(name))}: ${mdText(text)}`;
  });
  return parts.join(" · ");
}

const flat = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** `filesToTouch` → `Files to touch`. */
function wordsOf(name: string): string {
  if (!HEADING.test(name)) return name;
  const words = name.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
