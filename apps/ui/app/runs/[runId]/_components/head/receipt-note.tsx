"use client";

import { isFinal, type StopReceipt } from "@codex-toolloop/protocol";
import { ShieldCheck, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { useRunView } from "../../../../../components/run-view/run-view-provider.tsx";
import { fetchReceipt } from "../../../../../lib/run-view/fetch-run.ts";
import { visibleText } from "../../../../../lib/run-view/visible-text.ts";

/** What a stop did: signals, deaths, survivors, and who says so. Shown once somebody asked for it, or anything survived. */
export function ReceiptNote({ initial }: { initial: StopReceipt | null }) {
  const run = useRunView((s) => s.run);
  const [fetched, setFetched] = useState<StopReceipt | null>(null);
  const final = isFinal(run.status);
  // A run that listens ends by itself, without a signal: its receipt counts as well.
  const wanted = run.stopRequestedAt !== undefined || run.status === "canceled";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the receipt is complete only once the run is final.
  useEffect(() => {
    if (!wanted || initial?.complete) return;
    let gone = false;
    fetchReceipt(run.runId).then(
      (r) => !gone && setFetched(r),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [wanted, run.runId, final]);
  const receipt = fetched ?? initial;
  const asked = wanted || (receipt !== null && receipt.signals.length > 0);
  if (!receipt || (!asked && receipt.survived.length === 0)) return null;
  const bad = receipt.complete && receipt.survived.length > 0;
  const Icon = bad ? TriangleAlert : ShieldCheck;
  return (
    <details
      open={bad || undefined}
      data-testid="receipt"
      className={`rounded-md border px-3 py-1.5 text-[13px] ${bad ? "border-failed/40 bg-bad-bg" : "border-line bg-raised"}`}
    >
      <summary className="[overflow-wrap:anywhere]">
        <Icon aria-hidden className={`mr-1.5 inline size-3.5 align-[-2px] ${bad ? "text-failed" : "text-muted"}`} />
        {sentence(receipt)}
      </summary>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-[12.5px] text-fg">
        <dt className="text-muted">Asked</dt>
        <dd>
          {receipt.requestedAt.slice(11, 19)} UTC by {visibleText(receipt.requestedBy)}
        </dd>
        {receipt.forcedAt === undefined ? null : (
          <>
            <dt className="text-muted">Killed at once</dt>
            <dd>
              {receipt.forcedAt.slice(11, 19)} UTC, asked by {visibleText(receipt.forcedBy ?? "")}
            </dd>
          </>
        )}
        <dt className="text-muted">Signals</dt>
        <dd>
          {receipt.signals.length === 0
            ? "none: it ended by itself"
            : receipt.signals.map((s) => (
                <div key={`${s.at}${s.signal}${s.target}`}>
                  <span className="font-mono">{s.signal}</span> to {visibleText(s.target)} at {s.at.slice(11, 23)}
                </div>
              ))}
        </dd>
        <Processes label="Killed" list={receipt.killed} none="no process had to be killed" />
        <Processes label="Survived" list={receipt.survived} none={receipt.complete ? "none" : "not known yet"} />
        <dt className="text-muted">Kill level</dt>
        <dd>{receipt.killLevel ?? "not known"}</dd>
        <dt className="text-muted">Proven</dt>
        <dd>
          {receipt.proven
            ? "yes: the kernel says that no process of this run is left"
            : receipt.complete
              ? "no: best effort, the kernel was not asked"
              : "not yet"}
        </dd>
      </dl>
    </details>
  );
}

function sentence(r: StopReceipt): string {
  if (!r.complete && r.forcedAt) return "Killing: the rest of the grace time is skipped.";
  if (!r.complete) return "Stopping: asked the run to end; its processes get their grace time.";
  if (r.survived.length > 0) return `Stopped, but ${r.survived.length} of its processes are still alive.`;
  const killed = r.killed.length === 0 ? "" : `, ${r.killed.length} killed`;
  return `Stopped: nothing of it is left${killed}${r.proven ? ", proven by the kernel" : ", as far as a scan can tell"} (${r.killLevel ?? "unknown level"}).`;
}

function Processes({ label, list, none }: { label: string; list: StopReceipt["killed"]; none: string }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd className="max-h-40 overflow-auto">
        {list.length === 0
          ? none
          : list.map((p) => (
              <div key={p.pid} className="font-mono [overflow-wrap:anywhere]">
                {p.pid} {p.signal ?? ""} {visibleText(p.command ?? "")}
              </div>
            ))}
      </dd>
    </>
  );
}
