import type { RunnerInfo } from "@codex-toolloop/protocol";
import Link from "next/link";
import { buttonClass } from "../../../components/button.tsx";
import { CopyButton } from "../../../components/run-view/copy-button.tsx";
import { agentsHref } from "../agents-params.ts";
import { AddThisFolder, TryReplay } from "./first-steps.tsx";

const WAYS = [
  { open: "folder", label: "Another folder" },
  { open: "import", label: "Import" },
  { open: "scan", label: "Scan" },
] as const;

/** The first visit: what to do, with the buttons that do it, and which agents are here. */
export function EmptyConsole({ runners }: { runners: readonly RunnerInfo[] }) {
  const folder = process.cwd();
  const vendors = runners.filter((r) => r.runner !== "replay");
  return (
    <div className="mx-auto w-full max-w-2xl pt-[8dvh]">
      <h2 className="text-center text-xl font-semibold tracking-tight">No workspace yet</h2>
      <p className="mx-auto mt-2 max-w-[56ch] text-center text-muted">
        A workspace is a folder that an agent works in. It holds sessions: conversations with Codex or Claude, as they
        are installed and signed in on this machine.
      </p>
      <div className="mt-6 grid gap-3 sm:grid-cols-2">
        <section className="flex flex-col rounded-lg border border-line bg-panel p-4">
          <h3 className="font-semibold">Choose a folder</h3>
          <p className="mt-1 mb-4 text-muted">A repository of this machine, or one to be cloned.</p>
          <div className="mt-auto space-y-2">
            <AddThisFolder folder={folder} />
            <div className="flex flex-wrap gap-2">
              {WAYS.map(({ open, label }) => (
                <Link
                  key={open}
                  href={agentsHref({ open })}
                  prefetch={false}
                  scroll={false}
                  className={buttonClass("plain", "grow !px-2", "sm")}
                >
                  {label}
                </Link>
              ))}
            </div>
          </div>
        </section>
        <section className="flex flex-col rounded-lg border border-line bg-panel p-4">
          <h3 className="font-semibold">Try a replay</h3>
          <p className="mt-1 mb-4 text-muted">
            A recorded prompt, shown as if it happened now. No account, no key, and nothing is changed.
          </p>
          <TryReplay folder={folder} />
        </section>
      </div>
      {vendors.length > 0 ? (
        <ul
          aria-label="Agents on this machine"
          className="mt-6 divide-y divide-line rounded-lg border border-line bg-panel"
        >
          {vendors.map((r) => (
            <li key={r.runner} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
              <span className="w-16 font-medium">{r.label}</span>
              {r.available ? (
                <span className="text-success">installed{r.version ? `, ${r.version}` : ""}</span>
              ) : (
                <>
                  <span className="text-muted">not installed</span>
                  {r.install ? (
                    <span className="ml-auto flex items-center gap-1">
                      <code className="rounded bg-raised px-1.5 py-0.5 font-mono text-xs">{r.install}</code>
                      <CopyButton text={r.install} label="Copy the command" variant="ghost" iconOnly />
                    </span>
                  ) : null}
                </>
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
