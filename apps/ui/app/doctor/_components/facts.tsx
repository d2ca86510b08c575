import { formatBytes, formatDuration } from "@codex-toolloop/protocol";
import type { ReactNode } from "react";
import type { Health } from "../../../lib/contract.ts";
import { Panel } from "./panel.tsx";

const NUMBER = new Intl.NumberFormat("en");
const STATUS = {
  ok: "serves and supervises",
  degraded: "serves, with problems",
  read_only: "serves read-only",
} as const;

/** Store, lock, versions: what one would ask for first in a bug report. */
export function Facts({ health }: { health: Health }) {
  const { store, lock, slots } = health;
  const holder = lock.holder ? `pid ${lock.holder.pid}${lock.holder.address ? ` at ${lock.holder.address}` : ""}` : "";
  const rows: [string, ReactNode][] = [
    ["Dashboard", `${STATUS[health.status]}, for ${formatDuration(health.uptimeSeconds * 1000)}`],
    ["Store", <Mono key="s">{store.root}</Mono>],
    [
      "Runs",
      `${NUMBER.format(store.runs)}${store.skippedLines > 0 ? `, ${store.skippedLines} unreadable lines skipped` : ""}`,
    ],
    ["Disk", `${formatBytes(store.freeBytes)} free${store.writable ? "" : ", not writable"}`],
    ["Supervisor", lock.held ? "this dashboard" : holder || "none"],
    ["Slots", `${slots.running} of ${slots.limit} running, ${slots.queued} of ${slots.maxQueued} queued`],
    ...Object.entries({ "codex-toolloop": health.version, ...health.versions }).map(
      ([name, version]): [string, ReactNode] => [name, <Mono key={name}>{version}</Mono>],
    ),
  ];
  return (
    <Panel title="Facts">
      <dl>
        {rows.map(([name, value]) => (
          <div
            key={name}
            className="grid grid-cols-[8rem_1fr] gap-x-3 border-b border-line px-4 py-1.5 last:border-b-0"
          >
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Mono({ children }: { children: ReactNode }) {
  return <span className="font-mono text-xs break-all">{children}</span>;
}
