import { RunnerType } from "@codex-toolloop/protocol";
import { createLoader, createSerializer, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const OUTPUT_TABS = ["transcript", "events", "changes"] as const;
export type OutputTab = (typeof OUTPUT_TABS)[number];
export const DIALOGS = ["import", "folder", "scan", "remove"] as const;

/** What `/agents` shows, as it stands in the address. An unknown value counts as none. */
export const AGENTS_PARAMS = {
  workspace: parseAsString,
  session: parseAsString,
  run: parseAsString,
  tab: parseAsStringLiteral(OUTPUT_TABS).withDefault("transcript"),
  /** The runner of the next session; a session that is active has its own. */
  runner: parseAsStringLiteral(RunnerType.options),
  /** A prompt whose text fills the form: "Run again". */
  from: parseAsString,
  /** The dialog that is open: in the address, so that it works without JavaScript. */
  open: parseAsStringLiteral(DIALOGS),
  /** The clone that the import dialog follows. */
  clone: parseAsString,
};
export type AgentsParams = inferParserType<typeof AGENTS_PARAMS>;

export const loadAgentsParams = createLoader(AGENTS_PARAMS);
const serialize = createSerializer(AGENTS_PARAMS);

type Patch = Partial<{ [K in keyof AgentsParams]: AgentsParams[K] | null }>;

/** The address of the console with these parameters. */
export function agentsHref(params: Patch) {
  return { pathname: "/agents" as const, search: serialize(params) };
}

/** The place alone: what a link keeps when it leads somewhere else in the console. */
export function placeOf({ workspace, session, run, tab, runner }: AgentsParams): Patch {
  return { workspace, session, run, tab, runner };
}

/** As text, for the router. */
export function agentsPath(params: Patch): string {
  return `/agents${serialize(params)}`;
}
