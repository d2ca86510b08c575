import { z } from "zod";

const Hits = z.array(z.object({ url: z.url({ protocol: /^https?$/ }), title: z.string().optional() })).min(1);
const HITS_MAX = 30;

/** What a web search found, as pages with an address; null where it is anything else. */
export function searchHits(results: unknown): { url: string; title: string }[] | null {
  const parsed = Hits.safeParse(results);
  if (!parsed.success) return null;
  const byUrl = new Map(parsed.data.map((hit) => [hit.url, { url: hit.url, title: hit.title || hit.url }]));
  return [...byUrl.values()].slice(0, HITS_MAX);
}
