import { didYouMean, sentenceList } from "../text.ts";

/** A text with names in it that a run fills in: data, no code. `{{inputs.name}}` is a name, `{{{{` stands for `{{`. */
export interface Template {
  parts: readonly (string | TemplateName)[];
}

/** One name of a template. `steps.<id>.output.a.b` is the path `["steps", "<id>", "output", "a", "b"]`. */
export interface TemplateName {
  path: readonly string[];
  /** Offset in the template's text, in UTF-16 units from 0. */
  position: number;
}

export interface TemplateProblem {
  message: string;
  /** As `TemplateName.position`. */
  position: number;
}

export type ParsedTemplate = { ok: true; template: Template } | { ok: false; problems: TemplateProblem[] };

/** What a template's names stand for. */
export interface TemplateWorld {
  /** undefined where there is no value. */
  lookup(path: readonly string[]): string | undefined;
}

/** What is written where a name has no value. */
export const NO_VALUE = "(none)";
/** Names that stand alone, and those that go on after a dot. */
const WHOLE = ["spec", "feedback", "context", "changes.diff", "changes.summary", "workspace.path"] as const;
const FORMS = [...WHOLE, "inputs.<name>", "steps.<id>.output", "steps.<id>.status"];
const SEGMENT = /^[A-Za-z0-9_$-]{1,64}$/;

/** Reads a template. Each problem says what is wrong and where; whether an input or a step exists is the caller's to ask. */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: (string | TemplateName)[] = [];
  const problems: TemplateProblem[] = [];
  let at = 0;
  for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", at)) {
    if (open > at) parts.push(text.slice(at, open));
    if (text.startsWith("{{{{", open)) {
      parts.push("{{");
      at = open + 4;
      continue;
    }
    const close = text.indexOf("}}", open);
    if (close < 0) {
      problems.push({ position: open, message: "{{ is never closed; write {{{{ for two braces" });
      return { ok: false, problems };
    }
    const read = readName(text.slice(open + 2, close).trim());
    if (typeof read === "string") problems.push({ position: open, message: read });
    else parts.push({ path: read, position: open });
    at = close + 2;
  }
  if (at < text.length) parts.push(text.slice(at));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, template: { parts } };
}

/** Fills a template in, in one pass: what a name stands for is never read as a template itself. */
export function renderTemplate(template: Template, world: TemplateWorld): string {
  return template.parts.map((p) => (typeof p === "string" ? p : (world.lookup(p.path) ?? NO_VALUE))).join("");
}

/** The names that a template uses, in its order. */
export function templateNames(template: Template): TemplateName[] {
  return template.parts.filter((p) => typeof p !== "string");
}

/** The template that renders to exactly this text. */
export function escapeTemplate(text: string): string {
  return text.replaceAll("{{", "{{{{");
}

/** The path of a name, or what is wrong with it. */
function readName(name: string): string[] | string {
  if (WHOLE.some((w) => w === name)) return name.split(".");
  const shown = name.slice(0, 80).replace(/\s+/g, " ");
  const [root = "", ...rest] = name.split(".");
  if (root === "inputs" && rest.length === 1 && SEGMENT.test(rest[0] ?? "")) return [root, ...rest];
  if (root === "steps")
    return readStepName(rest) ?? `{{${shown}}}: write steps.<id>.output, .output.<field> or .status`;
  const known = `a template knows ${sentenceList(FORMS)}`;
  return `{{${shown}}} is no name of a template${didYouMean(name, [...WHOLE, "inputs", "steps"]) || `; ${known}`}`;
}

/** A step's id may hold dots: it ends where `output` or `status` begins. */
function readStepName(rest: string[]): string[] | undefined {
  const end = rest.findIndex((s, i) => i > 0 && (s === "output" || s === "status"));
  const [id, what, fields] = [rest.slice(0, end).join("."), rest[end], rest.slice(end + 1)];
  if (end < 1 || what === undefined || !/^[A-Za-z0-9._-]{1,64}$/.test(id)) return undefined;
  if (what === "status" && fields.length > 0) return undefined;
  return fields.every((f) => SEGMENT.test(f)) ? ["steps", id, what, ...fields] : undefined;
}
