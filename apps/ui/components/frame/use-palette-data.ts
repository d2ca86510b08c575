"use client";

import { Session } from "@codex-toolloop/protocol";
import { useEffect, useState } from "react";
import { z } from "zod";
import { fetchRuns } from "../../lib/live/use-live-runs.ts";
import type { RunRow } from "../../lib/run-row.ts";

const Workflows = z.object({ items: z.array(z.object({ name: z.string(), title: z.string().optional() })) });

const Workspaces = z.object({ items: z.array(z.object({ id: z.string(), display_name: z.string() })) });
const Sessions = z.object({ items: z.array(Session) });
/** Sessions are offered of so many workspaces, so many of each. */
const WORKSPACES = 8;
const SESSIONS = 6;

export interface PaletteData {
  workflows: { name: string; title: string }[];
  workspaces: { id: string; name: string }[];
  sessions: { id: string; workspace: string; title: string; runner: string }[];
  runs: RunRow[];
  /** False until both answers are there. */
  ready: boolean;
}

/** What the palette offers beside the pages; read when it opens. A part that cannot be read is left out. */
export function usePaletteData(): PaletteData {
  const [data, setData] = useState<PaletteData>({
    workflows: [],
    workspaces: [],
    sessions: [],
    runs: [],
    ready: false,
  });
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const parts = [
      readWorkflows(signal),
      readConsole(signal),
      fetchRuns(new URLSearchParams({ limit: "12" }), signal),
    ] as const;
    void Promise.allSettled(parts).then(([workflows, agents, runs]) => {
      if (signal.aborted) return;
      setData({
        workflows: workflows.status === "fulfilled" ? workflows.value : [],
        ...(agents.status === "fulfilled" ? agents.value : { workspaces: [], sessions: [] }),
        runs: runs.status === "fulfilled" ? runs.value : [],
        ready: true,
      });
    });
    return () => abort.abort();
  }, []);
  return data;
}

async function readWorkflows(signal: AbortSignal): Promise<PaletteData["workflows"]> {
  const { items } = Workflows.parse(await (await fetch("/api/workflows", { signal })).json());
  return items.map((w) => ({ name: w.name, title: w.title ?? w.name }));
}

/** Workspaces, and the newest sessions of the first of them. A workspace whose sessions cannot be read has none. */
async function readConsole(signal: AbortSignal): Promise<Pick<PaletteData, "workspaces" | "sessions">> {
  const { items } = Workspaces.parse(await (await fetch("/api/workspaces", { signal })).json());
  const lists = await Promise.all(
    items.slice(0, WORKSPACES).map(async (w) => {
      const answer = await fetch(`/api/workspaces/${w.id}/sessions?limit=${SESSIONS}`, { signal });
      const read = answer.ok ? Sessions.parse(await answer.json()).items : [];
      return read.slice(0, SESSIONS).map((s) => ({
        id: s.id,
        workspace: w.display_name,
        title: s.title ?? "New session",
        runner: s.runner_type,
      }));
    }),
  );
  return { workspaces: items.map((w) => ({ id: w.id, name: w.display_name })), sessions: lists.flat() };
}
