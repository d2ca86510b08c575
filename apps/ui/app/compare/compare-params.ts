import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsBoolean,
  parseAsNativeArrayOf,
  parseAsString,
} from "nuqs/server";

/** Which two runs are compared. `run` is what the run list's form sends: two of them are `a` and `b`. */
export const COMPARE_PARAMS = {
  a: parseAsString,
  b: parseAsString,
  run: parseAsNativeArrayOf(parseAsString).withDefault([]),
  /** While the second is chosen: runs of other workflows too. */
  any: parseAsBoolean.withDefault(false),
};
export type CompareParams = inferParserType<typeof COMPARE_PARAMS>;

export const loadCompareParams = createLoader(COMPARE_PARAMS);
const serialize = createSerializer(COMPARE_PARAMS);

/** The address of a comparison, for a link. */
export function compareHref(params: Partial<{ [K in keyof CompareParams]: CompareParams[K] | null }>) {
  return { pathname: "/compare", search: serialize(params) } as const;
}
