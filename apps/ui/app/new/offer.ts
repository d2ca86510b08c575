import { RunnerType, type WorkspaceRecord } from "@codex-toolloop/protocol";
import {
  type CatalogEntry,
  type CatalogProblem,
  type InputField,
  inputFields,
  titleOf,
} from "@codex-toolloop/workflows";
import { dashboard } from "../../lib/server.ts";

/** A workflow as `/new` shows it; plain data. */
export interface WorkflowCard {
  name: string;
  title: string;
  description?: string | undefined;
  source: CatalogEntry["source"];
  /** The trusted workspace whose own workflow this is. */
  workspace?: { id: string; name: string } | undefined;
  allowed: boolean;
  fields: InputField[];
  /** Titles of its steps, where they are known before it runs. */
  steps: string[];
  /** Who may do its agent steps; empty without any. */
  runners: string[];
  /** A recorded run of it can be watched. */
  recorded?: boolean;
  needsWorkspace: "required" | "optional" | "none";
  needsSpec: "required" | "optional" | "none";
  timeoutSeconds: number;
}

export interface Offer {
  cards: WorkflowCard[];
  problems: CatalogProblem[];
  workspaces: WorkspaceRecord[];
}

/** Everything that may be started: built in, the store's, and each trusted workspace's own. */
export async function readOffer(): Promise<Offer> {
  const d = dashboard();
  const timeout = d.settings().settings.runTimeoutSeconds;
  const workspaces = d.store.redactor().json(await d.store.workspaces.list());
  const shared = await d.workflows();
  const cards = shared.entries.map((e) => cardOf(e, timeout));
  const problems = [...shared.problems];
  for (const w of workspaces.filter((w) => w.trusted)) {
    const own = await d.workflows(w.id);
    for (const e of own.entries.filter((e) => e.source === "workspace"))
      cards.push({ ...cardOf(e, timeout), workspace: { id: w.id, name: w.displayName } });
    problems.push(...own.problems.filter((p) => p.source === "workspace"));
  }
  return { cards, problems, workspaces };
}

/** The card that an address means: the workspace's own workflow where one is named, else the shared one. */
export function findCard(cards: readonly WorkflowCard[], name: string, workspaceId?: string | null) {
  const named = cards.filter((c) => c.name === name);
  return named.find((c) => c.workspace && c.workspace.id === workspaceId) ?? named[0];
}

function cardOf(entry: CatalogEntry, defaultTimeout: number): WorkflowCard {
  const d = entry.definition;
  const fields = inputFields(d);
  return {
    name: d.name,
    title: titleOf(d),
    description: d.description,
    source: entry.source,
    allowed: entry.allowed,
    fields,
    steps: d.program ? [...(d.outline ?? [])] : d.steps.map((s) => s.title ?? s.id),
    runners: runnersOf(d, fields),
    needsWorkspace: d.workspace,
    needsSpec: d.spec,
    timeoutSeconds: d.timeoutSeconds ?? defaultTimeout,
  };
}

/** Those that an input offers, and those that a step names itself. */
function runnersOf(definition: CatalogEntry["definition"], fields: readonly InputField[]): string[] {
  const offered = fields.flatMap((f) => (f.type === "runner" ? (f.options ?? []).map((o) => o.value) : []));
  const named = definition.steps.flatMap((s) => (s.kind === "agent" && typeof s.runner === "string" ? [s.runner] : []));
  const all = new Set<string>([...offered, ...named]);
  return RunnerType.options.filter((r) => all.has(r));
}
