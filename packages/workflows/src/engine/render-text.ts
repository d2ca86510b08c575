import type { HostChanges } from "../contract.ts";
import { outputText } from "../template/output-text.ts";
import { parseTemplate, renderTemplate, templateNames } from "../template/template.ts";
import { count } from "../text.ts";
import type { StepContext } from "./engine-step.ts";

/** Largest diff that is put into a prompt or a question, in bytes. */
const DIFF_BYTES = 120_000;

export interface RenderedText {
  text: string;
  /** The names that it used, with dots: `context`. */
  used: ReadonlySet<string>;
}

/**
 * A step's template with what its run has for its names.
 * @param pack what `{{context}}` stands for.
 * @throws Error where the template is none: a definition is checked when it is loaded.
 */
export async function renderText(source: string, context: StepContext, pack?: string): Promise<RenderedText> {
  const parsed = parseTemplate(source);
  if (!parsed.ok) throw new Error(`its text is no template: ${parsed.problems.map((p) => p.message).join("; ")}`);
  const used = new Set(templateNames(parsed.template).map((n) => n.path.join(".")));
  const wantsChanges = used.has("changes.diff") || used.has("changes.summary");
  const changes = wantsChanges ? await context.host.changes({ maxBytes: DIFF_BYTES }) : null;
  const lookup = (path: readonly string[]) => nameValue(path, context, changes, pack);
  return { text: renderTemplate(parsed.template, { lookup }), used };
}

function nameValue(
  path: readonly string[],
  { host, inputs, outcomes, feedback }: StepContext,
  changes: HostChanges | null,
  pack: string | undefined,
): string | undefined {
  const [root, name = "", ...rest] = path;
  switch (root) {
    case "spec":
      return host.readSpec();
    case "feedback":
      return feedback;
    case "context":
      return pack;
    case "inputs":
      return Object.hasOwn(inputs, name) ? String(inputs[name]) : undefined;
    case "workspace":
      return host.workspace?.path;
    case "changes":
      return changes === null ? undefined : name === "diff" ? changes.diff : changesSummary(changes);
    case "steps": {
      const outcome = outcomes.get(name);
      return rest[0] === "status" ? outcome?.status : outputText(outcome?.output, rest.slice(1));
    }
    default:
      return undefined;
  }
}

/** `3 files changed:` and a line for each. */
function changesSummary({ files, cut }: HostChanges): string {
  if (files.length === 0) return "No file has changed.";
  const lines = files.map(({ path, from, added, deleted }) => {
    const was = from === undefined ? "" : ` (was ${from})`;
    const counts = added === undefined && deleted === undefined ? "binary" : `+${added ?? 0} -${deleted ?? 0}`;
    return `- ${path}${was} ${counts}`;
  });
  const more = cut ? "\nThe diff is larger than what is shown." : "";
  return `${count(files.length, "file")} changed:\n${lines.join("\n")}${more}`;
}
