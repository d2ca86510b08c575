import type { RunnerInfo } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import { listRunners } from "../agents/list-runners.ts";
import { type Io, print } from "../io.ts";
import { jsonLine, sanitiseText } from "../render/sanitise.ts";
import { table } from "../render/table.ts";

/** `runners`: which agents can take a prompt here, and how to install the others. */
export async function runnersCommand(io: Io, store: Store, json: boolean): Promise<number> {
  const runners = await listRunners(store, io.env);
  if (json) {
    print(io, jsonLine(runners));
    return 0;
  }
  print(
    io,
    table(
      ["RUNNER", "STATUS", "VERSION", "MODE", "PROGRAM"],
      runners.map((r) => row(io, r)),
      io.stdout.columns,
    ),
  );
  for (const runner of runners) print(io, ...hints(io, runner));
  return 0;
}

function row(io: Io, { runner, available, version, mode, program }: RunnerInfo) {
  const status = available ? { text: "ok", paint: io.style.green } : { text: "missing", paint: io.style.yellow };
  return [runner, status, version ?? "", mode ?? "", program ?? (runner === "replay" ? "(built in)" : "")];
}

/** What to know, or to do, about one of them. */
function hints(io: Io, { runner, available, problem, install, note, recordings = [] }: RunnerInfo): string[] {
  const lines = [
    ...(available || problem === undefined ? [] : [problem]),
    ...(available || install === undefined ? [] : [`install it with: ${install}`]),
    ...(note === undefined ? [] : [note]),
    ...recordings.map((r) => `recording ${r.name} (${r.vendor}): ${r.title}`),
  ];
  return lines.map((line) => `${io.style.dim(`${runner}:`)} ${sanitiseText(line)}`);
}
