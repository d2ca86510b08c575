import type { ConsoleView } from "../../load-console.ts";
import { optionValues } from "../../prompt-body.ts";
import { Panel } from "../frame/panel.tsx";
import { LivePrompt } from "./live-prompt.tsx";
import { PromptForm } from "./prompt-form.tsx";
import { PromptStatus } from "./prompt-status.tsx";

/** What to ask, with which options; and while a prompt runs, the ways to stop and steer it. */
export function PromptPanel({
  view,
  again,
  graceSeconds,
}: {
  view: ConsoleView;
  /** The text of an earlier prompt: "Run again". */
  again: string | undefined;
  graceSeconds: number | null;
}) {
  const { workspace, session, live, runners, runner, params } = view;
  const remembered = workspace?.remembered?.runner_type === runner ? workspace.remembered.options : undefined;
  const options = session?.options ?? remembered;
  const owner = session?.id ?? workspace?.id;
  return (
    <Panel name="prompt">
      <PromptStatus view={view} />
      {live ? <LivePrompt run={live} graceSeconds={graceSeconds} serverNow={view.serverNow} /> : null}
      <PromptForm
        key={`${owner ?? ""}/${params.from ?? ""}`}
        workspaceId={workspace?.id ?? null}
        sessionId={session?.id ?? null}
        hasSessions={view.sessions.length > 0}
        liveRunId={live?.runId ?? null}
        replay={runner === "replay"}
        models={runners.find((r) => r.runner === runner)?.models ?? []}
        initial={{ ...optionValues(options), ...(again === undefined ? {} : { prompt: again }) }}
        again={again === undefined ? null : params.from}
      />
    </Panel>
  );
}
