import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** A configuration of codex that knows one model provider, on loopback, and no account. */
export interface CodexHome {
  /** Folder for `CODEX_HOME`; its parent is for the test's own files. */
  path: string;
  folder: string;
  /** What a process needs to use it: set these in its environment. */
  env: Record<string, string>;
  remove(): Promise<void>;
}

/**
 * Makes a `CODEX_HOME` for a scripted model server. It lies in the user's cache: below the temporary directory codex cannot
 * set up its sandbox.
 * @param url of the model server.
 */
export async function createCodexHome(url: string): Promise<CodexHome> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "codex-toolloop");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "test-"));
  const path = join(folder, "codex-home");
  await mkdir(path);
  await writeFile(
    join(path, "config.toml"),
    [
      'model = "gpt-5.5"',
      'model_provider = "scripted"',
      "[model_providers.scripted]",
      'name = "scripted"',
      `base_url = "${url}/v1"`,
      'wire_api = "responses"',
      'env_key = "SCRIPTED_MODEL_KEY"',
      "request_max_retries = 1",
      "stream_max_retries = 1",
      "",
    ].join("\n"),
  );
  return {
    path,
    folder,
    // A home of its own: the login shells of agents must not read the profile of whoever runs the tests.
    env: { CODEX_HOME: path, SCRIPTED_MODEL_KEY: "no-secret", HOME: folder },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}
