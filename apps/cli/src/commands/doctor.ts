import { findStoreRoot } from "@codex-toolloop/store";
import { listRunners } from "../agents/list-runners.ts";
import { messageOf } from "../cli-error.ts";
import type { Check } from "../doctor/check.ts";
import { checkAgents } from "../doctor/check-agents.ts";
import { checkOffers } from "../doctor/check-offers.ts";
import { checkBrowser, checkGit, checkNode } from "../doctor/check-programs.ts";
import { checkConfig, checkDashboard, checkKillLevels, checkStoreState } from "../doctor/check-store-state.ts";
import { type Io, print } from "../io.ts";
import { withStore } from "../open-cli-store.ts";
import { jsonLine, sanitiseText } from "../render/sanitise.ts";
import { styledStatus } from "../render/style.ts";

/** `doctor`: is everything there that runs need? @returns 1 when something fails. */
export async function doctorCommand(io: Io, json: boolean): Promise<number> {
  const checks = [checkNode(), ...(await Promise.all([checkGit(io.env), checkKillLevels()])).flat()];
  try {
    checks.push(
      ...(await withStore(io, async (store) => {
        const runners = listRunners(store, io.env);
        return [
          ...(await checkStoreState(store)),
          ...checkConfig(store),
          ...(await checkOffers(store, io.env.PATH)),
          ...(await checkDashboard(store)),
          ...checkAgents(await runners, store.settings().settings),
        ];
      })),
    );
  } catch (error) {
    const root = findStoreRoot(io.env, io.cwd);
    const fix = "choose another store with TOOLLOOP_HOME, or mend its permissions";
    checks.push({ name: "store", level: "fail", message: `${root}: ${messageOf(error)}`, fix });
  }
  checks.push(checkBrowser(io.env));
  const failed = checks.some((c) => c.level === "fail");
  if (json) print(io, jsonLine({ ok: !failed, checks }));
  else {
    const width = Math.max(...checks.map((c) => c.name.length));
    for (const c of checks) print(io, ...checkLines(io, c, width));
  }
  return failed ? 1 : 0;
}

function checkLines(io: Io, { name, level, message, fix }: Check, width: number): string[] {
  const mark = styledStatus(io.style, level) + " ".repeat(5 - level.length);
  const lines = [`${mark}${name.padEnd(width)}  ${sanitiseText(message)}`];
  if (fix !== undefined) lines.push(`${" ".repeat(width + 7)}${io.style.dim(`→ ${sanitiseText(fix)}`)}`);
  return lines;
}
