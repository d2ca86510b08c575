import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { TokenTotals } from "../map/turn-state.ts";

/** How much of a rollout's end is looked at, in bytes: its last count stands near it. */
const TAIL_BYTES = 8 * 1024 * 1024;

const tokens = z.number().nonnegative().default(0);
const Counted = z.object({
  payload: z.object({
    type: z.literal("token_count"),
    info: z.object({
      total_token_usage: z.object({
        input_tokens: tokens,
        cached_input_tokens: tokens,
        output_tokens: tokens,
        reasoning_output_tokens: tokens,
      }),
    }),
  }),
});

/**
 * What a thread has used so far, as its rollout below `home` (`CODEX_HOME`) says: `codex exec` tells the thread's total, never
 * a turn's own share. undefined where no rollout tells.
 */
export async function threadUsage(home: string, threadId: string): Promise<TokenTotals | undefined> {
  try {
    const names = await readdir(join(home, "sessions"), { recursive: true });
    const name = names
      .filter((n) => n.endsWith(`-${threadId}.jsonl`))
      .sort()
      .at(-1);
    if (name === undefined) return undefined;
    const lines = (await tailOf(join(home, "sessions", name))).split("\n");
    for (const line of lines.reverse()) {
      if (!line.includes('"token_count"')) continue;
      const used = Counted.safeParse(JSON.parse(line)).data?.payload.info.total_token_usage;
      if (used)
        return {
          inputTokens: used.input_tokens,
          cachedInputTokens: used.cached_input_tokens,
          outputTokens: used.output_tokens,
          reasoningTokens: used.reasoning_output_tokens,
        };
    }
    return undefined;
  } catch {
    return undefined;
  }
}

async function tailOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
    const text = buffer.subarray(0, bytesRead).toString("utf8");
    // The first line of a part is no line.
    return start === 0 ? text : text.slice(text.indexOf("\n") + 1);
  } finally {
    await file.close();
  }
}
