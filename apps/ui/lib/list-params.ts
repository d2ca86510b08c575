import { LIMITS, RunKind, type RunListQuery, RunStatus } from "@codex-toolloop/protocol";
import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsInteger,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

/** The run list's filters, as they stand in the URL. An unknown value counts as none. */
export const LIST_PARAMS = {
  q: parseAsString.withDefault(""),
  status: parseAsNativeArrayOf(parseAsStringLiteral(RunStatus.options)).withDefault([]),
  kind: parseAsStringLiteral(RunKind.options),
  workspace: parseAsString,
  workflow: parseAsString,
  offset: parseAsInteger.withDefault(0),
};
export type ListParams = inferParserType<typeof LIST_PARAMS>;

export const loadListParams = createLoader(LIST_PARAMS);
const serialize = createSerializer(LIST_PARAMS);

/** The address of a filtered list, for a link. */
export function listHref(params: Partial<{ [K in keyof ListParams]: ListParams[K] | null }>) {
  return { pathname: "/", search: serialize(params) };
}

/** The query that the store answers. */
export function toListQuery(params: ListParams): RunListQuery {
  const q = params.q.trim().slice(0, 200);
  return {
    ...(params.kind ? { kind: params.kind } : {}),
    ...(params.status.length > 0 ? { status: params.status } : {}),
    ...(params.workspace ? { workspace: params.workspace } : {}),
    ...(params.workflow ? { workflow: params.workflow } : {}),
    ...(q ? { q } : {}),
    limit: LIMITS.pageDefault,
    offset: Math.max(0, params.offset),
  };
}

/** True where any filter narrows the list. */
export function isFiltered(params: ListParams): boolean {
  return Boolean(params.kind || params.status.length > 0 || params.workspace || params.workflow || params.q.trim());
}
