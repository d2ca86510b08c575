import type { RunnerInfo, Settings } from "@codex-toolloop/protocol";
import type { Check } from "./check.ts";

/** One line a runner. None is needed for workflows of commands; a program that a setting names must be there. */
export function checkAgents(
  runners: readonly RunnerInfo[],
  settings: Pick<Settings, "codexBin" | "claudeBin">,
): Check[] {
  const named = { codex: settings.codexBin !== "", claude: settings.claudeBin !== "", replay: false };
  return runners.map(({ runner: name, available, version, program, mode, note, problem, install, recordings }) => {
    if (available) {
      const what = name === "replay" ? `${recordings?.length ?? 0} recordings` : `${version ?? "found"} at ${program}`;
      const how = mode === undefined || name === "replay" ? "" : ` (${mode})`;
      return { name, level: "ok", message: `${what}${how}${note === undefined ? "" : `. ${note}`}` };
    }
    const message = problem ?? "not installed (optional: for prompts)";
    return { name, level: named[name] ? "fail" : "info", message, fix: install };
  });
}
