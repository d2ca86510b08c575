import type { RunnerInfo, RunnerType } from "@codex-toolloop/protocol";
import { RunnerType as Runners } from "@codex-toolloop/protocol";
import { FIELD_CLASS, sentence } from "../../../../components/field.tsx";
import { CopyButton } from "../../../../components/run-view/copy-button.tsx";
import { runnerLabel } from "../../choose-runner.ts";

/** Which agent takes the prompts. Never disabled: one that is not installed can be chosen, and says what to install. */
export function RunnerField({
  runners,
  chosen,
  choose,
  error,
}: {
  runners: readonly RunnerInfo[];
  chosen: RunnerType;
  choose(runner: RunnerType): void;
  error: string | undefined;
}) {
  const info = runners.find((r) => r.runner === chosen);
  const parse = (value: string) => {
    const runner = Runners.safeParse(value);
    if (runner.success) choose(runner.data);
  };
  return (
    <div>
      <label htmlFor="runner_type" className="sr-only">
        Runner
      </label>
      <select
        id="runner_type"
        name="runner_type"
        value={chosen}
        onChange={(e) => parse(e.target.value)}
        aria-describedby="runner-note"
        aria-invalid={error ? true : undefined}
        className={FIELD_CLASS}
      >
        {Runners.options.map((runner) => (
          <option key={runner} value={runner}>
            {optionWords(
              runner,
              runners.find((r) => r.runner === runner),
            )}
          </option>
        ))}
      </select>
      <div id="runner-note" className="mt-1 text-xs text-muted empty:hidden">
        {error ? <p className="font-medium text-failed">{sentence(error)}</p> : null}
        {chosen === "replay" ? <p>Plays a recorded run again; nothing is asked, nothing is changed.</p> : null}
        {info && !info.available ? (
          <div className="text-warn-fg">
            <p>{sentence(info.problem ?? `${runnerLabel(chosen)} is not installed`)}</p>
            {info.install ? (
              <p className="mt-1 flex items-center gap-1">
                <code className="min-w-0 grow rounded bg-raised px-1.5 py-0.5 font-mono [overflow-wrap:anywhere] text-fg">
                  {info.install}
                </code>
                <CopyButton text={info.install} label="Copy the command" variant="ghost" size="sm" iconOnly />
              </p>
            ) : null}
          </div>
        ) : null}
        {info?.available && info.note && chosen !== "replay" ? <p>{sentence(info.note)}</p> : null}
      </div>
    </div>
  );
}

function optionWords(runner: RunnerType, info: RunnerInfo | undefined): string {
  const label = runnerLabel(runner);
  if (runner === "replay") return `${label} (of a recording)`;
  if (!info) return label;
  return info.available ? [label, info.version].filter(Boolean).join(" ") : `${label} (not installed)`;
}
