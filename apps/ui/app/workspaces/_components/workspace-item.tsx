import type { Removal, WorkspaceRecord } from "@codex-toolloop/protocol";
import { Ban, CirclePlay, FolderGit2, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "../../../components/button.tsx";
import { EnabledSwitch } from "./enabled-switch.tsx";
import { RemoveWorkspace } from "./remove-workspace.tsx";
import { TrustToggle } from "./trust-toggle.tsx";

export interface WorkspaceRow {
  record: WorkspaceRecord;
  runs: number;
  /** Names of its own workflows. */
  own: string[];
  /** What its removal would lose. */
  lost: Removal | null;
}

/** One folder: where it is, what ran in it, whether it is trusted and enabled. */
export function WorkspaceItem({ record, runs, own, lost }: WorkspaceRow) {
  return (
    <li className="border-b border-line px-4 py-3 last:border-b-0">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 className="flex flex-wrap items-center gap-2 font-semibold">
            <FolderGit2 aria-hidden className="size-4 text-muted" />
            {record.displayName}
            {record.trusted ? (
              <span className="inline-flex items-center gap-1 rounded-full bg-ok-bg px-2 py-px text-xs font-medium text-success">
                <ShieldCheck aria-hidden className="size-3" />
                trusted
              </span>
            ) : null}
            {record.disabled ? (
              <span className="inline-flex items-center gap-1 rounded-full bg-raised px-2 py-px text-xs font-medium text-muted">
                <Ban aria-hidden className="size-3" />
                disabled
              </span>
            ) : null}
          </h2>
          <p className="font-mono text-xs break-all text-muted">{record.localPath}</p>
          {record.sourceUri ? <p className="font-mono text-xs break-all text-muted">from {record.sourceUri}</p> : null}
        </div>
        <div className="flex items-center gap-2">
          <Link href={`/?workspace=${record.id}`} prefetch={false} className={buttonClass("ghost")}>
            {runs === 1 ? "1 run" : `${runs} runs`}
          </Link>
          {record.disabled ? null : (
            <Link href={`/new?workflow=verify&workspace=${record.id}`} prefetch={false} className={buttonClass()}>
              <CirclePlay aria-hidden className="size-3.5" />
              Verify
            </Link>
          )}
        </div>
      </div>
      {record.disabled ? (
        <p className="mt-1.5 text-xs text-muted">
          Nothing new starts in it until it is enabled; what runs or waits goes on.
        </p>
      ) : null}
      {own.length > 0 && !record.disabled ? (
        <p className="mt-1.5 text-xs text-muted">
          Its own workflows:{" "}
          {own.map((name, i) => (
            <span key={name}>
              {i > 0 ? ", " : ""}
              <Link
                href={`/new?workflow=${encodeURIComponent(name)}&workspace=${record.id}`}
                prefetch={false}
                className="font-mono underline hover:text-fg"
              >
                {name}
              </Link>
            </span>
          ))}
        </p>
      ) : null}
      <div className="mt-1.5 -ml-2.5 flex flex-wrap items-start gap-x-1 gap-y-2">
        <TrustToggle id={record.id} name={record.displayName} trusted={record.trusted} />
        <EnabledSwitch id={record.id} name={record.displayName} disabled={record.disabled === true} />
        <RemoveWorkspace id={record.id} name={record.displayName} lost={lost} />
      </div>
    </li>
  );
}
