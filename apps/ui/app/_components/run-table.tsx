"use client";

import { ArrowUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { useCallback, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import type { RunRow as Row } from "../../lib/run-row.ts";
import { CompareBar } from "./compare-bar.tsx";
import { RunRow } from "./run-row.tsx";
import "./run-list.css";
import { useListKeys } from "../../components/run-list/use-list-keys.ts";
import { useRunRows } from "../../components/run-list/use-run-rows.ts";

/**
 * The run list. States change in place. New runs slide in at the top, unless a pointer rests on a row or a row is selected:
 * then they wait behind a button, and nothing moves.
 */
export function RunTable({ rows, serverNow, firstPage }: { rows: Row[]; serverNow: number; firstPage: boolean }) {
  const router = useRouter();
  const [selected, setSelected] = useState<string>();
  const [pointed, setPointed] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const body = useRef<HTMLTableSectionElement>(null);
  const { shown, pending, release } = useRunRows(rows, pointed || selected !== undefined || chosen.length > 0);
  const [first] = useState(() => new Set(rows.map((r) => r.id)));
  const usage = shown.some((r) => r.tokens !== undefined || r.costUsd !== undefined);

  const rowOf = (id: string) => body.current?.querySelector<HTMLElement>(`[data-run="${id}"]`);
  useListKeys({
    ids: shown.map((r) => r.id),
    selected,
    select: (id) => {
      setSelected(id);
      if (id) rowOf(id)?.scrollIntoView({ block: "nearest" });
    },
    open: (id) => router.push(`/runs/${id}`),
    stop: (id) => rowOf(id)?.querySelector<HTMLButtonElement>("[data-stop]")?.click(),
    atTop: release,
  });
  // Of three the first is given up: two runs are compared.
  const choose = useCallback(
    (id: string, on: boolean) =>
      setChosen((before) => [...before.filter((other) => other !== id), ...(on ? [id] : [])].slice(-2)),
    [],
  );
  return (
    <div className="relative">
      {pending > 0 && firstPage ? (
        <div className="absolute inset-x-0 -top-3.5 z-10 flex justify-center">
          <Button variant="primary" size="sm" className="rounded-full shadow-lg" onClick={release}>
            <ArrowUp aria-hidden className="size-3.5" />
            {pending === 1 ? "1 new run" : `${pending} new runs`}
          </Button>
        </div>
      ) : null}
      <div className="runs overflow-hidden rounded-lg border border-line bg-panel">
        <table aria-label="Runs">
          <thead className="border-b border-line text-xs text-muted max-lg:sr-only">
            <tr>
              <Head className="w-36">Status</Head>
              <Head>Run</Head>
              <Head className="w-44">Workspace</Head>
              <Head className="w-28">Started</Head>
              <Head className="took w-24 xl:w-46">Duration</Head>
              {usage ? <Head className="wide num w-38">Usage</Head> : null}
              <Head className="wide w-28">By</Head>
              <Head className="w-28">
                <span className="sr-only">Stop</span>
              </Head>
            </tr>
          </thead>
          <tbody ref={body} onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)}>
            {shown.map((run) => (
              <RunRow
                key={run.id}
                run={run}
                serverNow={serverNow}
                selected={run.id === selected}
                usage={usage}
                fresh={!first.has(run.id)}
                chosen={chosen.includes(run.id)}
                choose={choose}
              />
            ))}
          </tbody>
        </table>
      </div>
      <CompareBar chosen={chosen.length} clear={() => setChosen([])} />
    </div>
  );
}

function Head({ className, children }: { className?: string; children: React.ReactNode }) {
  return (
    <th scope="col" className={className}>
      {children}
    </th>
  );
}
