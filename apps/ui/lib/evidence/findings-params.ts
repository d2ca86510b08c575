import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsBoolean,
  parseAsStringLiteral,
} from "nuqs/server";
import { SEVERITIES } from "./findings.ts";

/** How the findings are shown, as it stands in the address. */
export const FINDINGS_PARAMS = {
  sort: parseAsStringLiteral(["severity", "area", "step"]).withDefault("severity"),
  down: parseAsBoolean.withDefault(false),
  severity: parseAsStringLiteral(SEVERITIES),
  /** All rows of a table that is cut otherwise. */
  all: parseAsBoolean.withDefault(false),
};
export type FindingsParams = inferParserType<typeof FINDINGS_PARAMS>;

export const loadFindingsParams = createLoader(FINDINGS_PARAMS);
const serialize = createSerializer(FINDINGS_PARAMS);

/** Address of the same page with other findings first, or fewer of them. @param base path and tab */
export function findingsHref(base: string, params: FindingsParams, change: Partial<FindingsParams>): string {
  return `${serialize(base, { ...params, ...change })}#findings`;
}
