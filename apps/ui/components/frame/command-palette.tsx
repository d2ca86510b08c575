"use client";

import { isFinal, shortId } from "@codex-toolloop/protocol";
import { Command } from "cmdk";
import {
  CirclePlay,
  FolderGit2,
  Keyboard,
  ListPlus,
  MessageSquarePlus,
  MessagesSquare,
  Monitor,
  Moon,
  Square,
  Sun,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, startTransition, useState } from "react";
import { stopRunAction } from "../../app/runs/actions.ts";
import { Dialog } from "../dialog.tsx";
import { StatusBadge } from "../status-badge.tsx";
import { NAV } from "./nav-items.ts";
import { chooseTheme } from "./theme.ts";
import { usePaletteData } from "./use-palette-data.ts";

const GROUP =
  "[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-muted";

/** Everything by its name: pages, workflows, recent runs, stopping, theme. */
export function CommandPalette({ onClose, onHelp }: { onClose(): void; onHelp(): void }) {
  const router = useRouter();
  const { workflows, workspaces, sessions, runs, ready } = usePaletteData();
  const [problem, setProblem] = useState<string>();
  const done = (act: () => void) => () => {
    onClose();
    act();
  };
  const stop = (runId: string) => () =>
    startTransition(async () => {
      const form = new FormData();
      form.set("runId", runId);
      const result = await stopRunAction(form);
      if ("problem" in result) setProblem(result.problem.detail);
      else onClose();
    });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Commands" bare>
      <Command label="Commands" loop>
        <Command.Input
          placeholder="Go to, start, stop …"
          className="h-12 w-full border-b border-line bg-transparent px-4 text-[15px] outline-none placeholder:text-muted"
        />
        {problem ? (
          <p role="alert" className="border-b border-line bg-bad-bg px-4 py-2 text-failed">
            {problem}
          </p>
        ) : null}
        <Command.List className="max-h-[52dvh] overflow-y-auto p-1.5">
          <Command.Empty className="px-3 py-6 text-center text-muted">
            {ready ? "Nothing by that name." : "Reading…"}
          </Command.Empty>
          <Command.Group heading="Go to" className={GROUP}>
            {NAV.map(({ href, label, icon: Icon }) => (
              <Entry key={href} value={`go ${label}`} onSelect={done(() => router.push(href))} icon={<Icon />}>
                {label}
              </Entry>
            ))}
            <Entry value="new job runner" onSelect={done(() => router.push("/runner#new-job"))} icon={<ListPlus />}>
              New job
            </Entry>
            <Entry
              value="new prompt agents"
              onSelect={done(() => router.push("/agents#prompt"))}
              icon={<MessageSquarePlus />}
            >
              New prompt
            </Entry>
          </Command.Group>
          {workflows.length > 0 ? (
            <Command.Group heading="Start" className={GROUP}>
              {workflows.map((w) => (
                <Entry
                  key={w.name}
                  value={`start ${w.name} ${w.title}`}
                  onSelect={done(() => router.push(`/new?workflow=${encodeURIComponent(w.name)}`))}
                  icon={<CirclePlay />}
                >
                  {w.title} <span className="font-mono text-xs text-muted">{w.name}</span>
                </Entry>
              ))}
            </Command.Group>
          ) : null}
          {workspaces.length > 0 ? (
            <Command.Group heading="Agents" className={GROUP}>
              {workspaces.map((w) => (
                <Entry
                  key={w.id}
                  value={`agents workspace ${w.name} ${w.id}`}
                  onSelect={done(() => router.push(`/agents?workspace=${w.id}`))}
                  icon={<FolderGit2 />}
                >
                  {w.name} <span className="text-xs text-muted">workspace</span>
                </Entry>
              ))}
              {sessions.map((s) => (
                <Entry
                  key={s.id}
                  value={`session ${s.title} ${s.workspace} ${s.id}`}
                  onSelect={done(() => router.push(`/agents?session=${s.id}`))}
                  icon={<MessagesSquare />}
                >
                  <span className="truncate">{s.title}</span>
                  <span className="shrink-0 text-xs text-muted">
                    {s.workspace} · {s.runner}
                  </span>
                </Entry>
              ))}
            </Command.Group>
          ) : null}
          {runs.length > 0 ? (
            <Command.Group heading="Runs" className={GROUP}>
              {runs
                .filter((r) => !isFinal(r.status) && !r.stopping)
                .map((r) => (
                  <Entry key={`stop ${r.id}`} value={`stop ${r.title} ${r.id}`} onSelect={stop(r.id)} icon={<Square />}>
                    Stop {r.title} <span className="font-mono text-xs text-muted">{shortId(r.id)}</span>
                  </Entry>
                ))}
              {runs.map((r) => (
                <Entry key={r.id} value={`run ${r.title} ${r.id}`} onSelect={done(() => router.push(`/runs/${r.id}`))}>
                  <span className="w-24 shrink-0">
                    <StatusBadge status={r.status} stopping={r.stopping} waits={r.waits !== undefined} />
                  </span>
                  <span className="truncate">{r.title}</span>
                  <span className="truncate text-xs text-muted">{r.workspace}</span>
                  <span className="ml-auto font-mono text-xs text-muted">{shortId(r.id)}</span>
                </Entry>
              ))}
            </Command.Group>
          ) : null}
          <Command.Group heading="Look" className={GROUP}>
            <Entry value="theme system" onSelect={done(() => chooseTheme("system"))} icon={<Monitor />}>
              System theme
            </Entry>
            <Entry value="theme light" onSelect={done(() => chooseTheme("light"))} icon={<Sun />}>
              Light theme
            </Entry>
            <Entry value="theme dark" onSelect={done(() => chooseTheme("dark"))} icon={<Moon />}>
              Dark theme
            </Entry>
            <Entry value="keyboard shortcuts help" onSelect={onHelp} icon={<Keyboard />}>
              Keyboard shortcuts
            </Entry>
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}

function Entry({
  value,
  onSelect,
  icon,
  children,
}: {
  value: string;
  onSelect(): void;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-8 cursor-pointer items-center gap-2.5 rounded-md px-3 data-[selected=true]:bg-raised [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted"
    >
      {icon}
      {children}
    </Command.Item>
  );
}
