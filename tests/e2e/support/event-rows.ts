import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEventLine } from "@codex-toolloop/protocol";
import type { Page } from "playwright";

/** The numbers of the events in a run directory's events.jsonl, in the order of its lines. */
export async function fileSeqs(runDir: string): Promise<(number | undefined)[]> {
  const text = await readFile(join(runDir, "events.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => parseEventLine(line)?.seq);
}

/**
 * The number of every event that scrolling from the first to the last row shows. Rows stand in order: only what comes
 * after the last one is new, so one that is missing or doubled shows as a number out of place. Throws there.
 */
export async function seqsOnScreen(page: Page): Promise<number[]> {
  await page.getByRole("button", { name: "First event" }).click();
  await page.waitForSelector('[data-testid="event"][data-seq="0"]');
  return await page.getByTestId("pane").evaluate(async (pane) => {
    const seen: number[] = [];
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let idle = 0; idle < 6; ) {
      const rows = [...pane.querySelectorAll<HTMLElement>("[data-seq]")].map((e) => Number(e.dataset.seq));
      if (rows.some((seq, i) => i > 0 && seq !== (rows[i - 1] ?? 0) + 1)) throw new Error(`out of order: ${rows}`);
      const fresh = rows.filter((seq) => !seen.includes(seq));
      seen.push(...fresh);
      idle = fresh.length === 0 && pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 2 ? idle + 1 : 0;
      pane.scrollTop += pane.clientHeight / 2;
      await frame();
      await frame();
    }
    return seen;
  });
}
