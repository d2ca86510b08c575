import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Scripts for tests: one that waits at a gate, one that notes its name, one that says its arguments, one that fails, one that takes too long. */
const SCRIPTS = `name: gate
title: Wait at the gate
kind: script
workspace: required
inputs:
  at: { type: string, required: true, pattern: "[a-z0-9]+" }
steps:
  - { id: gate, run: [cat, { input: at }] }
---
name: note
title: Note a name
kind: script
workspace: required
inputs:
  name: { type: string, required: true, pattern: "[a-z0-9-]+" }
steps:
  - { id: note, run: [sh, -c, 'echo "$1" >> order.txt; echo "noted $1"', sh, { input: name }] }
---
name: fail
title: Fail
kind: script
workspace: required
inputs:
  code: { type: integer, min: 1, max: 99, default: 3 }
steps:
  - { id: fail, run: [sh, -c, 'echo failing; exit "$1"', sh, { input: code }] }
---
name: say
title: Say it
kind: script
workspace: required
inputs:
  text: { type: text }
  loud: { type: boolean, flag: --loud }
  quiet: { type: boolean, default: true }
  repo: { type: string, flag: --repo }
  json: { type: string, allowDash: true }
steps:
  - { id: say, run: [printf, '<%s>', begin, { input: text }, { flags: [loud] }, { input: repo }, { input: json }] }
---
name: slow
title: Too slow
kind: script
workspace: required
timeoutSeconds: 1
steps:
  - { id: slow, run: [sleep, "60"] }
`;

export interface JobStore {
  /** For TOOLLOOP_HOME. */
  store: string;
  /** A folder to register as a repo. */
  repo: string;
  /** Makes the gate that a job of `gate` waits at. */
  gate(name: string): Promise<void>;
  /** Lets the job at this gate go, with what it prints. Waits until the job is there. */
  open(name: string, text?: string): Promise<void>;
  remove(): Promise<void>;
}

/** A store with the scripts above and a repo, in a temporary directory. */
export async function jobStore(): Promise<JobStore> {
  const dir = await mkdtemp(join(tmpdir(), "toolloop-jobs-"));
  const [store, repo] = [join(dir, "store"), join(dir, "repo")];
  await mkdir(join(store, "workflows"), { recursive: true });
  await mkdir(repo);
  await writeFile(join(store, "workflows/tests.yaml"), SCRIPTS);
  return {
    store,
    repo,
    // A named pipe: its reader waits for the one who opens it to write, and neither needs to look again and again.
    gate: async (name) => void execFileSync("mkfifo", [join(repo, name)]),
    async open(name, text = "") {
      const pipe = await open(join(repo, name), "w");
      await pipe.writeFile(text);
      await pipe.close();
    },
    remove: () => rm(dir, { recursive: true, force: true }),
  };
}
