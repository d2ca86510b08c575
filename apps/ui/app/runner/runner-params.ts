import { LIMITS, type RunListQuery, RunStatus } from "@codex-toolloop/protocol";
import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsInteger,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

/** What `/runner` shows, as it stands in the address. An unknown value counts as none. */
export const RUNNER_PARAMS = {
  status: parseAsNativeArrayOf(parseAsStringLiteral(RunStatus.options)).withDefault([]),
  repo: parseAsString,
  script: parseAsString,
  q: parseAsString.withDefault(""),
  offset: parseAsInteger.withDefault(0),
  limit: parseAsInteger.withDefault(LIMITS.pageDefault),
  /** The selected job. */
  job: parseAsString,
  /** A job whose request fills the form: "Run again". */
  from: parseAsString,
  /** What the form has chosen; the names of its fields, so that a form without JavaScript says the same. */
  repo_id: parseAsString,
  script_key: parseAsString,
};
export type RunnerParams = inferParserType<typeof RUNNER_PARAMS>;

export const loadRunnerParams = createLoader(RUNNER_PARAMS);
const serialize = createSerializer(RUNNER_PARAMS);

/** The address of the page with these parameters. */
export function runnerHref(params: Partial<{ [K in keyof RunnerParams]: RunnerParams[K] | null }>) {
  return { pathname: "/runner" as const, search: serialize(params) };
}

/** The jobs of the table: runs of kind `script`. */
export function jobsQuery(params: RunnerParams): RunListQuery {
  return {
    kind: "script",
    ...(params.status.length > 0 ? { status: params.status } : {}),
    ...(params.repo ? { workspace: params.repo } : {}),
    ...(params.script ? { workflow: params.script } : {}),
    ...(params.q.trim() ? { q: params.q.trim().slice(0, 200) } : {}),
    limit: Math.min(LIMITS.pageMax, Math.max(1, params.limit)),
    offset: Math.max(0, params.offset),
  };
}

/** True where any filter narrows the table. */
export function isFiltered(params: RunnerParams): boolean {
  return params.status.length > 0 || Boolean(params.repo) || Boolean(params.script) || params.q.trim() !== "";
}
