import type { Repo } from "@codex-toolloop/protocol";
import { Button } from "../../../components/button.tsx";
import { FIELD_CLASS } from "../../../components/field.tsx";
import { everyScript, type OfferedScript, scriptsIn } from "../offered-scripts.ts";
import { type RunnerParams, runnerHref } from "../runner-params.ts";

/** Without JavaScript: the way to the arguments of a script, by a reload of the page. */
export function ChooseScript({
  repos,
  scripts,
  params,
}: {
  repos: readonly Repo[];
  scripts: readonly OfferedScript[];
  params: RunnerParams;
}) {
  const kept = new URLSearchParams(runnerHref({ ...params, from: null, repo_id: null, script_key: null }).search);
  return (
    <form
      method="get"
      action="/runner"
      aria-label="Choose a script"
      className="mb-3 space-y-2 rounded-lg border border-line bg-panel p-3 script:hidden"
    >
      {[...kept].map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <p className="text-muted">Choose first, to see what the script can be told:</p>
      <select name="repo_id" aria-label="Repo to choose" defaultValue={params.repo_id ?? ""} className={FIELD_CLASS}>
        <option value="">Any repo</option>
        {repos.map((r) => (
          <option key={r.id} value={r.id}>
            {r.name}
          </option>
        ))}
      </select>
      <select
        name="script_key"
        aria-label="Script to choose"
        defaultValue={params.script_key ?? ""}
        className={FIELD_CLASS}
      >
        {everyScript(scripts.filter((s) => s.source !== "workspace")).map(optionOf)}
        {repos.map((r) => {
          const own = scriptsIn(scripts, r.id).filter((s) => s.source === "workspace");
          return own.length === 0 ? null : (
            <optgroup key={r.id} label={`Only in ${r.name}`}>
              {own.map(optionOf)}
            </optgroup>
          );
        })}
      </select>
      <Button type="submit" className="w-full">
        Show its arguments
      </Button>
    </form>
  );
}

function optionOf(script: OfferedScript) {
  return (
    <option key={script.key} value={script.key}>
      {script.title}
    </option>
  );
}
