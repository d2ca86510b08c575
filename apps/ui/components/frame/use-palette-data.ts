"use client";

import { useEffect, useState } from "react";
import { z } from "zod";
import { fetchRuns } from "../../lib/live/use-live-runs.ts";
import type { RunRow } from "../../lib/run-row.ts";

const Workflows = z.object({ items: z.array(z.object({ name: z.string(), title: z.string().optional() })) });

export interface PaletteData {
  workflows: { name: string; title: string }[];
  runs: RunRow[];
  /** False until both answers are there. */
  ready: boolean;
}

/** What the palette offers beside the pages; read when it opens. A part that cannot be read is left out. */
export function usePaletteData(): PaletteData {
  const [data, setData] = useState<PaletteData>({ workflows: [], runs: [], ready: false });
  useEffect(() => {
    const abort = new AbortController();
    const workflows = fetch("/api/workflows", { signal: abort.signal })
      .then(async (r) => Workflows.parse(await r.json()).items.map((w) => ({ name: w.name, title: w.title ?? w.name })))
      .catch(() => []);
    const runs = fetchRuns(new URLSearchParams({ limit: "12" }), abort.signal).catch(() => []);
    void Promise.all([workflows, runs]).then(([w, r]) => {
      if (!abort.signal.aborted) setData({ workflows: w, runs: r, ready: true });
    });
    return () => abort.abort();
  }, []);
  return data;
}
