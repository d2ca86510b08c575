"use client";

import type { RunStatus } from "@codex-toolloop/protocol";
import { StatusIcon } from "../status-badge.tsx";

const NUMBER = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** One state of the filter: a checkbox that looks like a button, with how many runs are in it, where that is known. */
export function StatusToggle({
  status,
  count,
  checked,
  onChange,
}: {
  status: RunStatus;
  count?: number | undefined;
  checked: boolean;
  onChange(checked: boolean): void;
}) {
  return (
    <label
      title={status}
      className="relative inline-flex h-8 shrink-0 cursor-pointer items-center gap-1.5 rounded-md border border-line bg-panel px-2 text-xs text-muted select-none hover:bg-raised has-checked:border-accent has-checked:bg-raised has-checked:font-medium has-checked:text-fg has-focus-visible:outline-2 has-focus-visible:outline-focus"
    >
      <input
        type="checkbox"
        name="status"
        value={status}
        checked={checked}
        onChange={(e) => onChange(e.target.checked)}
        className="sr-only"
      />
      <StatusIcon status={status} />
      {status}
      {count === undefined ? null : <span className="tabular-nums">{NUMBER.format(count)}</span>}
    </label>
  );
}
